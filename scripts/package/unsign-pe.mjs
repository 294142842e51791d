// Takes the signature off a Windows program: injected code would make it invalid, and an invalid one cannot be replaced.

const PE_OFFSET_AT = 0x3c;
const COFF_BYTES = 24; // "PE\0\0" and the COFF header
const PE32_PLUS = 0x20b;
const CERTIFICATE_TABLE = 4; // its number among the data directories
const CHECKSUM_AT = 64; // in the optional header

/**
 * The program without its certificate table, which lies at the end of the file. An unsigned program comes back unchanged.
 * Throws where the bytes are no Windows program, or the table is not at the end.
 * Source: Microsoft, "PE Format", sections "Optional Header" and "The Attribute Certificate Table".
 *
 * @param {Buffer} program
 * @returns {Buffer}
 */
export function unsignPe(program) {
  const header = program.length > PE_OFFSET_AT + 4 ? program.readUInt32LE(PE_OFFSET_AT) : program.length;
  if (program.toString('latin1', 0, 2) !== 'MZ' || program.toString('latin1', header, header + 4) !== 'PE\0\0') {
    throw new Error('This is no Windows program');
  }
  const optional = header + COFF_BYTES;
  const directories = optional + (program.readUInt16LE(optional) === PE32_PLUS ? 112 : 96);
  const entry = directories + CERTIFICATE_TABLE * 8;
  const at = program.readUInt32LE(entry); // a place in the file here, unlike the other directories
  const size = program.readUInt32LE(entry + 4);
  if (size === 0) return program;
  if (at + size !== program.length) throw new Error('The signature does not lie at the end of the program');
  const bare = Buffer.from(program.subarray(0, at));
  bare.fill(0, entry, entry + 8);
  bare.fill(0, optional + CHECKSUM_AT, optional + CHECKSUM_AT + 4); // of the signed file; only drivers need one
  return bare;
}
