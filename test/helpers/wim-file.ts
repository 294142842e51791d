/** One image of a made WIM, as far as its XML tells. */
export interface WimRecipe {
  readonly name: string;
  readonly arch: number;
  readonly editionId: string;
  readonly installationType: string;
  readonly build: number;
}

/** A WIM file of header and XML data alone, which is all that is read. Source: "Windows Imaging File Format" paper. */
export function wimFile(images: readonly WimRecipe[], xmlAtBytes = 208): Buffer {
  const xml = Buffer.from(`\ufeff<WIM><TOTALBYTES>1000</TOTALBYTES>${images.map(imageXml).join('')}</WIM>`, 'utf16le');
  const header = Buffer.alloc(208);
  header.write('MSWIM\0\0\0', 0, 'latin1');
  header.writeUInt32LE(208, 8);
  header.writeUInt32LE(0x10d00, 12);
  header.writeUInt32LE(images.length, 44);
  header.writeUIntLE(xml.length, 72, 6);
  header.writeBigUInt64LE(BigInt(xmlAtBytes), 80);
  header.writeBigUInt64LE(BigInt(xml.length), 88);
  return Buffer.concat([header, Buffer.alloc(xmlAtBytes - header.length, 0xa5), xml]);
}

function imageXml(image: WimRecipe, index: number): string {
  const windows = [
    `<ARCH>${image.arch}</ARCH><PRODUCTNAME>Microsoft® Windows® Operating System</PRODUCTNAME>`,
    `<EDITIONID>${image.editionId}</EDITIONID><INSTALLATIONTYPE>${image.installationType}</INSTALLATIONTYPE>`,
    `<LANGUAGES><LANGUAGE>en-US</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES>`,
    `<VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>${image.build}</BUILD><SPBUILD>1742</SPBUILD></VERSION>`,
  ].join('');
  return `<IMAGE INDEX="${index + 1}"><WINDOWS>${windows}</WINDOWS><NAME>${image.name}</NAME></IMAGE>`;
}
