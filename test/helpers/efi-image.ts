export const X64 = 0x8664;
export const ARM64 = 0xaa64;

export interface EfiRecipe {
  /** PE machine number. */
  readonly machine?: number;
  /** Common names of the authorities that issued its certificates, one signature each. */
  readonly signedBy?: readonly string[];
  readonly sbat?: string;
}

const HEADERS_BYTES = 0x400;

/** A UEFI program with right headers and nothing in it that could run. */
export function efiImage({ machine = X64, signedBy = [], sbat }: EfiRecipe = {}): Buffer {
  const section = Buffer.from(sbat ?? '');
  const certificates = Buffer.concat(signedBy.map(winCertificate));
  const certificatesAt = Math.ceil((HEADERS_BYTES + section.length) / 8) * 8;
  const program = Buffer.alloc(certificatesAt + certificates.length);
  program.write('MZ', 0, 'latin1');
  program.writeUInt32LE(0x80, 60);
  program.write('PE\0\0', 0x80, 'latin1');
  const coff = program.subarray(0x84);
  coff.writeUInt16LE(machine, 0);
  coff.writeUInt16LE(sbat === undefined ? 0 : 1, 2);
  coff.writeUInt16LE(240, 16);
  const optional = coff.subarray(20);
  optional.writeUInt16LE(0x20b, 0);
  optional.writeUInt16LE(10, 68);
  optional.writeUInt32LE(16, 108);
  if (certificates.length > 0) {
    optional.writeUInt32LE(certificatesAt, 112 + 32);
    optional.writeUInt32LE(certificates.length, 112 + 36);
  }
  if (sbat !== undefined) {
    const header = optional.subarray(240);
    header.write('.sbat', 0, 'latin1');
    header.writeUInt32LE(section.length, 8);
    header.writeUInt32LE(section.length, 16);
    header.writeUInt32LE(HEADERS_BYTES, 20);
  }
  section.copy(program, HEADERS_BYTES);
  certificates.copy(program, certificatesAt);
  return program;
}

/** WIN_CERTIFICATE around a PKCS #7 SignedData with one certificate, as far as an issuer is read from it. */
export function winCertificate(issuer: string): Buffer {
  const name = der(0x30, der(0x31, der(0x30, der(0x06, Buffer.from([0x55, 4, 3])), der(0x0c, Buffer.from(issuer)))));
  const serial = der(0x02, Buffer.from([1]));
  const toBeSigned = der(0x30, der(0xa0, der(0x02, Buffer.from([2]))), serial, der(0x30), name);
  const certificate = der(0x30, toBeSigned, der(0x30), der(0x03));
  const signedData = der(0x30, der(0x02, Buffer.from([1])), der(0x31), der(0x30), der(0xa0, certificate), der(0x31));
  const contentInfo = der(0x30, der(0x06, Buffer.from('2a864886f70d010702', 'hex')), der(0xa0, signedData));
  const padded = Buffer.alloc(Math.ceil((8 + contentInfo.length) / 8) * 8);
  padded.writeUInt32LE(8 + contentInfo.length, 0);
  padded.writeUInt16LE(0x0200, 4);
  padded.writeUInt16LE(0x0002, 6);
  contentInfo.copy(padded, 8);
  return padded;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, Math.floor(content.length / 256), content.length % 256];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
