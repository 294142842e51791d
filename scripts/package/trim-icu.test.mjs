import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trimIcu } from './trim-icu.mjs';

const HEADER_BYTES = 32;

/** An executable with data of ICU in the middle; each item holds 16 times its own number. @param {readonly string[]} names */
function executableWith(names) {
  const items = names.map((name) => `icudt99l/${name}`).sort();
  const texts = Buffer.from(items.map((name) => `${name}\0`).join(''), 'latin1');
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16LE(HEADER_BYTES, 0);
  head.set([0xda, 0x27], 2);
  head.write('CmnD', 12, 'latin1');
  const table = Buffer.alloc(4 + items.length * 8);
  table.writeUInt32LE(items.length, 0);
  const dataAt = table.length + texts.length;
  let nameAt = table.length;
  for (const [index, name] of items.entries()) {
    table.writeUInt32LE(nameAt, 4 + index * 8);
    table.writeUInt32LE(dataAt + index * 16, 8 + index * 8);
    nameAt += name.length + 1;
  }
  const data = Buffer.concat(items.map((_, index) => Buffer.alloc(16, index + 1)));
  return Buffer.concat([Buffer.from('code CmnD code'), head, table, texts, data, Buffer.from('more code')]);
}

/** Names and first bytes as ICU finds them. @param {Buffer} executable */
function found(executable) {
  const table = executable.indexOf(Buffer.from([0xda, 0x27])) - 2 + HEADER_BYTES;
  return Array.from({ length: executable.readUInt32LE(table) }, (_, index) => {
    const start = table + executable.readUInt32LE(table + 4 + index * 8);
    const name = executable.toString('latin1', start, executable.indexOf(0, start));
    return [name.replace('icudt99l/', ''), executable[table + executable.readUInt32LE(table + 8 + index * 8)]];
  });
}

test('languages that are not spoken go, all else stays where it was', () => {
  const stay = [
    'brkitr/cjdict.dict',
    'coll/ja.res',
    'curr/en_GB.res',
    'en.res',
    'ibm-437.cnv',
    'ja_JP.res',
    'lang/pool.res',
  ];
  const also = [
    'lang/res_index.res',
    'nfkc.nrm',
    'res_index.res',
    'root.res',
    'supplementalData.res',
    'zone/root.res',
    'zzz.icu',
  ];
  const go = [
    'brkitr/thaidict.dict',
    'coll/zh.res',
    'curr/fr_CA.res',
    'fil.res',
    'fr.res',
    'zh_Hant_HK.res',
    'zone/tr.res',
  ];
  const executable = executableWith([...stay, ...also, ...go]);
  const before = Buffer.from(executable);
  const kept = found(before).filter(([name]) => !go.includes(String(name)));
  assert.deepEqual(trimIcu(executable), { removedItems: go.length, removedBytes: go.length * 16 });
  assert.deepEqual(found(executable), kept);
  assert.equal(executable.length, before.length);
  assert.ok(executable.subarray(0, 40).equals(before.subarray(0, 40)));
  assert.ok(executable.subarray(-9).equals(Buffer.from('more code')));
  assert.deepEqual(trimIcu(executable), { removedItems: 0, removedBytes: 0 });
});

test('a Node whose data are elsewhere or in another form is not guessed at', () => {
  assert.throws(() => trimIcu(Buffer.from('code CmnD code')), /No data of ICU/);
  assert.throws(() => trimIcu(Buffer.alloc(100)), /No data of ICU/);
});
