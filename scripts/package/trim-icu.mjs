// Takes the data of languages that the program does not speak out of a copy of Node: some 20 MB of its 110.
// Format: ICU, source/common/ucmndata.h (UCMD_ "CmnD": header, then a table of names and offsets, sorted by name).

/** Languages whose data stay; the root of all, which has no language, stays too. */
const SPOKEN = ['en', 'ja'];
const MAGIC = Buffer.from([0xda, 0x27]);
const FORMAT = 'CmnD';
const FORMAT_OFFSET_BYTES = 12;
const ITEMS_MAX = 20_000;
/** Of a language or a language in a country: `fr.res`, `curr/zh_Hant_HK.res`; not `res_index.res`, `pool.res`. */
const OF_LANGUAGE = /^[^/]+\/(?:[a-z]+\/)?(?!res_index)([a-z]{2,3})(?:_\w+)?\.res$/;
/** How words are told apart in languages without blanks. */
const OF_WORDS = /\/brkitr\/(?!cjdict)\w+\.dict$/;

/**
 * Changes the executable in place: entries of the table go, their bytes become zeros, and nothing moves. What asks for one
 * of them gets the root, as for a language that ICU never knew. Throws where there is no such data.
 *
 * @param {Buffer} executable
 * @returns {{ removedItems: number, removedBytes: number }}
 */
export function trimIcu(executable) {
  const table = findTable(executable);
  const items = readItems(executable, table);
  const kept = items.filter(({ name }) => !isDropped(name));
  let removedBytes = 0;
  for (const [index, { name, offset }] of items.entries()) {
    const next = items[index + 1];
    // the last one ends where nothing tells
    if (!isDropped(name) || next === undefined) continue;
    executable.fill(0, table + offset, table + next.offset);
    removedBytes += next.offset - offset;
  }
  executable.fill(0, table + 4, table + 4 + items.length * 8);
  executable.writeUInt32LE(kept.length, table);
  for (const [index, { nameOffset, offset }] of kept.entries()) {
    executable.writeUInt32LE(nameOffset, table + 4 + index * 8);
    executable.writeUInt32LE(offset, table + 8 + index * 8);
  }
  return { removedItems: items.length - kept.length, removedBytes };
}

/** @param {string} name */
function isDropped(name) {
  const language = OF_LANGUAGE.exec(name)?.[1];
  return language === undefined ? OF_WORDS.test(name) : !SPOKEN.includes(language);
}

/** Where the table of names begins. @param {Buffer} executable */
function findTable(executable) {
  for (let at = executable.indexOf(FORMAT); at >= 0; at = executable.indexOf(FORMAT, at + 1)) {
    const header = at - FORMAT_OFFSET_BYTES;
    if (header < 0 || !executable.subarray(header + 2, header + 4).equals(MAGIC)) continue;
    const table = header + executable.readUInt16LE(header);
    const count = executable.readUInt32LE(table);
    if (count > 0 && count <= ITEMS_MAX && table + 4 + count * 8 < executable.length) return table;
  }
  throw new Error('No data of ICU is in this Node: scripts/package/trim-icu.mjs does not know its form');
}

/** @param {Buffer} executable @param {number} table */
function readItems(executable, table) {
  const items = Array.from({ length: executable.readUInt32LE(table) }, (_, index) => {
    const nameOffset = executable.readUInt32LE(table + 4 + index * 8);
    const start = table + nameOffset;
    const name = executable.toString('latin1', start, executable.indexOf(0, start));
    return { name, nameOffset, offset: executable.readUInt32LE(table + 8 + index * 8) };
  });
  const isOrdered = items.every(({ offset }, index) => offset > (items[index - 1]?.offset ?? 0));
  if (!isOrdered) throw new Error('The data of ICU in this Node are in an unknown order');
  return items;
}
