import { isRecord } from '../../text/is-record.ts';
import { parsePlist } from './plist.ts';

/** The USB device that a disk is in. */
export interface UsbDevice {
  readonly vendor: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  /** Place in the tree of ports, as eight hexadecimal digits. */
  readonly location: string | null;
  /** Rises with every attachment. */
  readonly session: number | null;
  readonly mbps: number | null;
}

/** `kUSBDeviceSpeed…`: low, full, high, super, super plus. Source: IOKit/usb/USB.h. */
const SPEEDS_MBPS = [1.5, 12, 480, 5000, 10000];

/**
 * The USB device of each whole disk by the disk's name (`disk4`), from `ioreg -a -r -l -c IOUSBHostDevice`; hubs are passed
 * through to the device itself. Empty where no USB device is there. Throws a SyntaxError for what is no property list.
 *
 * Source: ioreg(8), keys of IOUSBHostDevice and IOMedia in the I/O Registry of macOS 13 to 15.
 */
export function parseIoreg(output: string): ReadonlyMap<string, UsbDevice> {
  const found = new Map<string, UsbDevice>();
  if (output.trim() === '') return found; // it writes nothing at all where nothing matches
  walk(parsePlist(output), null, found);
  return found;
}

function walk(node: unknown, device: UsbDevice | null, found: Map<string, UsbDevice>): void {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, device, found);
    return;
  }
  if (!isRecord(node)) return;
  const inside = 'idVendor' in node && 'locationID' in node ? deviceOf(node) : device;
  const name = node['BSD Name'];
  if (typeof name === 'string' && node['Whole'] === true && inside !== null) found.set(name, inside);
  walk(node['IORegistryEntryChildren'], inside, found);
}

function deviceOf(node: Readonly<Record<string, unknown>>): UsbDevice {
  const text = (...keys: readonly string[]) => {
    const value = keys.map((key) => node[key]).find((known) => typeof known === 'string' && known.trim() !== '');
    return typeof value === 'string' ? value : null;
  };
  const location = node['locationID'];
  const session = node['sessionID'];
  return {
    vendor: text('USB Vendor Name', 'kUSBVendorString'),
    product: text('USB Product Name', 'kUSBProductString'),
    serial: text('USB Serial Number', 'kUSBSerialNumberString'),
    location: typeof location === 'number' ? (location >>> 0).toString(16).padStart(8, '0') : null,
    session: typeof session === 'number' ? session : null,
    mbps: speedOf(node['UsbLinkSpeed'], node['Device Speed']),
  };
}

function speedOf(bitsPerSec: unknown, code: unknown): number | null {
  if (typeof bitsPerSec === 'number' && bitsPerSec > 0) return bitsPerSec / 1e6;
  return typeof code === 'number' ? (SPEEDS_MBPS[code] ?? null) : null;
}
