import type { Found, Volume } from '../filesystem/volume.ts';

/** Larger XML than any WIM has (an install.wim with all editions and languages: some 100 KiB). */
const XML_MAX_BYTES = 2 * 1024 * 1024;
const IMAGES_MAX = 64;
const HEADER_BYTES = 208;

/** One image of a WIM file, as its XML data tells; '' where it does not. */
export interface WimImage {
  readonly name: string;
  /** PROCESSOR_ARCHITECTURE number: 0 x86, 5 arm, 9 x64, 12 arm64. */
  readonly architecture: string;
  readonly editionId: string;
  /** `Server`, `Server Core`, `Client`, `WindowsPE`. */
  readonly installationType: string;
  readonly build: string;
  readonly language: string;
}

/**
 * The images a WIM or ESD file of a volume holds, from its XML data. Nothing is unpacked.
 * Source: "Windows Imaging File Format" paper, header (rhXmlData at 72: size and flags in 8 bytes, offset in 8).
 */
export async function readWim(volume: Volume, path: string): Promise<Found<readonly WimImage[]>> {
  const header = await volume.read(path, 0, HEADER_BYTES);
  if (!header.isFound) return header;
  const { value } = header;
  if (value.length < HEADER_BYTES || value.toString('latin1', 0, 8) !== 'MSWIM\0\0\0') {
    return { isFound: false, reason: 'other-format' };
  }
  const sizeBytes = value.readUIntLE(72, 6);
  const offsetBytes = Number(value.readBigUInt64LE(80));
  if (sizeBytes > XML_MAX_BYTES) return { isFound: false, reason: 'too-much' };
  const xml = await volume.read(path, offsetBytes, sizeBytes);
  if (!xml.isFound) return xml;
  return { isFound: true, value: imagesOf(xml.value.toString('utf16le')) };
}

/** The images of a WIM's XML data. */
export function imagesOf(xml: string): readonly WimImage[] {
  const parts = xml.split(/<IMAGE[\s>]/u).slice(1, IMAGES_MAX + 1);
  return parts.map((part) => ({
    name: field(part, 'DISPLAYNAME') || field(part, 'NAME'),
    architecture: field(part, 'ARCH'),
    editionId: field(part, 'EDITIONID'),
    installationType: field(part, 'INSTALLATIONTYPE'),
    build: [field(part, 'BUILD'), field(part, 'SPBUILD')].filter((number) => number !== '').join('.'),
    language: field(part, 'DEFAULT'),
  }));
}

function field(xml: string, name: string): string {
  const start = xml.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : xml.indexOf(`</${name}>`, start);
  if (end < 0 || end - start > 500) return '';
  return plain(xml.slice(start + name.length + 2, end)).trim();
}

function plain(text: string): string {
  return text
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&quot;/gu, '"')
    .replace(/&apos;/gu, "'")
    .replace(/&amp;/gu, '&');
}
