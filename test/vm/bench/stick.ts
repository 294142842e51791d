import type { MediumServer } from './medium-server.ts';

/** An emulated stick (or card) as QEMU plugs it in; what it keeps is its medium's. */
export interface Stick {
  /** Unique; also its serial number. Letters and digits. */
  readonly name: string;
  readonly server: MediumServer;
  /** `usb` speaks the old bulk-only protocol, `uas` the newer one, `sd` is a card in a reader on the board. */
  readonly kind: 'usb' | 'uas' | 'sd';
  readonly sectorSizeBytes?: 512 | 4096;
  readonly isReadOnly?: boolean;
}

/** Arguments of a monitor command or of the command line; both take the same objects. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The block node that is the stick's memory. */
export function blockNode({ name, server, isReadOnly = false }: Stick): Arguments {
  return {
    driver: 'raw',
    'node-name': nodeName(name),
    'read-only': isReadOnly,
    file: {
      driver: 'nbd',
      'node-name': `${name}-line`,
      'read-only': isReadOnly,
      server: { type: 'unix', path: server.socketPath },
      // a host without a cache: what the guest wrote is on the medium or in the medium's own cache
      cache: { direct: true, 'no-flush': false },
    },
  };
}

export function nodeName(name: string): string {
  return `${name}-memory`;
}

/** Devices in the order they are plugged in; the last one holds the memory. */
export function devicesOf(stick: Stick): readonly Arguments[] {
  const { name, kind, sectorSizeBytes = 512 } = stick;
  const memory = { drive: nodeName(name), id: name };
  if (kind === 'sd') return [{ ...memory, driver: 'sd-card' }];
  const reported = { werror: 'report', rerror: 'report', serial: name };
  // plain usb-storage ignores maker, model and sector size; a SCSI disk behind a USB bridge does not
  const bridge = { driver: kind === 'uas' ? 'usb-uas' : 'usb-bot', id: bridgeName(name), bus: 'xhci.0', serial: name };
  const disk = {
    ...memory,
    ...reported,
    driver: 'scsi-hd',
    bus: `${bridgeName(name)}.0`,
    removable: true,
    vendor: 'BENCH',
    product: `Stick ${name}`.slice(0, 16),
    logical_block_size: sectorSizeBytes,
    physical_block_size: sectorSizeBytes,
  };
  return [bridge, disk];
}

export function bridgeName(name: string): string {
  return `${name}-bridge`;
}
