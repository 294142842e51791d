import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { splitMessage, type TranslatedMessage } from './message.ts';
import { pseudoMessage } from './pseudo.ts';

const keys = Object.keys(en) as (keyof typeof en)[];

test('both languages have exactly the same keys', () => {
  assert.deepEqual(Object.keys(ja).sort(), [...keys].sort());
});

test('a translation fills the same placeholders as the English text', () => {
  for (const key of keys) assert.deepEqual(placeholders(ja[key]), placeholders(en[key]), key);
});

test('no Japanese text was left in English', () => {
  // names and abbreviations that are written in Latin letters in Japanese too
  const same = keys.filter((key) => letters(en[key]) === letters(ja[key]) && /[a-z]{3}/u.test(letters(en[key])));
  assert.deepEqual(same, ['app.name', 'boot.system.esxi']);
});

test('Japanese texts use the words of the glossary', () => {
  for (const key of keys) {
    for (const text of forms(ja[key])) {
      assert.doesNotMatch(text, /フラッシュ|焼く|すみません|！|？|ベリファイ|イジェクト/u, key);
      assert.doesNotMatch(text, /サーバ(?!ー)|フォルダ(?!ー)|コンピュータ(?!ー)|ユーザ(?!ー)|ドライバ(?!ー)/u, key);
    }
  }
});

test('English texts say write and drive, and never shout', () => {
  for (const key of keys) {
    for (const text of forms(en[key])) {
      assert.doesNotMatch(text, /\b(flash(?!ed Disk)|burn|pendrive|thumb)\b/iu, key);
      assert.doesNotMatch(text, /!/u, key);
    }
  }
});

test('every key is used somewhere in the page', () => {
  const sources = listSources()
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const unused = keys.filter(
    (key) => !sources.includes(`'${key}'`) && !sources.includes(`"${key}"`) && !isBuilt(key, sources),
  );
  assert.deepEqual(unused, []);
});

test('the pseudo-language is longer, bracketed and keeps its placeholders', () => {
  for (const key of keys) {
    const pseudo: TranslatedMessage = pseudoMessage(en[key]);
    assert.deepEqual(placeholders(pseudo), placeholders(en[key]), key);
    for (const [at, text] of forms(pseudo).entries()) {
      assert.match(text, /^\[.*\]$/su, key);
      assert.ok(text.length >= (forms(en[key])[at]?.length ?? 0) * 1.5, key);
    }
  }
});

/** Keys that the code makes from a code or a state: `error.X.title`, `phase.writing`. */
function isBuilt(key: string, sources: string): boolean {
  const prefixes = [
    'lock.',
    'lockTodo.',
    'risk.',
    'bus.',
    'phase.',
    'step.',
    'remedy.',
    'image.warn.',
    'image.table.',
    'contents.what.',
  ];
  const more = [
    'system.',
    'arch.',
    'next.',
    'error.BLOCK_MAP_INVALID.',
    'error.CHECKSUM_FILE_INVALID.',
    'error.SIGNATURE_INVALID.',
    'error.DRIVE_FALSE_CAPACITY.',
    'receipt.outcome.',
    'receipt.statement.',
    'receipt.checkedBy.',
    'files.root.',
    'download.how.',
    'catalogue.group.',
    'catalogue.get.',
    'error.CATALOGUE_REFUSED.',
    'error.BLOCK_MAP_INVALID.',
    'download.happened.',
    'download.cause.',
    'boot.firmware.',
    'boot.reason.',
    'boot.secure.',
    'boot.write.',
    'boot.system.',
    'map.',
    'download.happened.',
    'download.cause.',
    'error.DRIVE_FALSE_CAPACITY.',
  ];
  return [...prefixes, ...more].some((prefix) => key.startsWith(prefix) && sources.includes(`\`${prefix}\${`));
}

function listSources(): readonly string[] {
  const folder = path.dirname(import.meta.dirname);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/u.test(file) && !/\.test\.|^i18n\/(en|ja)/u.test(file))
    .map((file) => path.join(folder, file));
}

function forms(message: TranslatedMessage): readonly string[] {
  if (typeof message === 'string') return [message];
  return message.one === undefined ? [message.other] : [message.one, message.other];
}

function placeholders(message: TranslatedMessage): readonly string[] {
  const names = forms(message).flatMap((text) =>
    splitMessage(text).flatMap(({ kind, value }) => (kind === 'placeholder' ? [value] : [])),
  );
  // a language without plural forms need not show the count
  return [...new Set(names)].filter((name) => name !== 'count').sort();
}

function letters(message: TranslatedMessage): string {
  return forms(message)
    .join(' ')
    .replace(/\{\w+\}/gu, '')
    .trim();
}
