// node:test reporter: one line per file, failures in full, and totals for scripts/test.mjs.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect, styleText } from 'node:util';

/**
 * @typedef {{ file: string, name: string, reason: string }} Note
 * @typedef {{ passed: number, failed: number, skipped: number, failures: Note[], skips: Note[] }} Totals
 * @typedef {{ passed: number, failed: number, skipped: number, millis: number, lines: string[] }} FileResult
 */

/** @type {Totals} */
const totals = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };

// Long tests (loop devices, virtual machines) show each test as it ends.
const showEachTest = process.env.STICKWRIGHT_TEST_EACH === '1';

/** What was reported so far below the test that is still open one level up. */
let childrenAtLevel = /** @type {{ count: number, failed: number }[]} */ ([]);
/** What a file printed, kept for the case that it fails. */
const printed = /** @type {Map<string, string>} */ (new Map());
let current = newFile();

/** @returns {FileResult} */
function newFile() {
  return { passed: 0, failed: 0, skipped: 0, millis: 0, lines: [] };
}

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} events */
export default async function* report(events) {
  for await (const event of events) {
    switch (event.type) {
      case 'test:stdout':
      case 'test:stderr':
        printed.set(event.data.file, (printed.get(event.data.file) ?? '') + event.data.message);
        break;
      case 'test:pass':
      case 'test:fail':
        if (isWholeFile(event.data)) {
          if (event.type === 'test:fail') yield* countTest(event.data, true);
          yield* closeFile(event.data.name);
        } else {
          yield* countTest(event.data, event.type === 'test:fail');
        }
        break;
      case 'test:summary':
        if (event.data.file !== undefined) yield* closeFile(event.data.file);
        break;
      default:
    }
  }
  const totalsFile = process.env.STICKWRIGHT_TEST_TOTALS;
  if (totalsFile !== undefined) writeFileSync(totalsFile, JSON.stringify(totals));
}

/**
 * A file without tests, or one that ended by itself, is reported under its own path.
 *
 * @param {{ name: string, nesting: number, file?: string | undefined }} data
 */
function isWholeFile(data) {
  return data.nesting === 0 && data.file !== undefined && path.resolve(data.name) === data.file;
}

/**
 * Counts leaves only. Children are reported before the test or suite that holds them.
 *
 * @param {import('node:test').EventData.TestPass | import('node:test').EventData.TestFail} data
 * @param {boolean} hasFailed
 */
function* countTest(data, hasFailed) {
  const level = data.nesting;
  const children = childrenAtLevel[level + 1] ?? { count: 0, failed: 0 };
  const hasChildren = children.count > 0;
  const siblings = childrenAtLevel[level] ?? { count: 0, failed: 0 };
  childrenAtLevel = childrenAtLevel.slice(0, level);
  childrenAtLevel[level] = {
    count: siblings.count + 1,
    failed: siblings.failed + (hasFailed ? 1 : 0),
  };

  const error = hasFailed ? failureOf(data) : undefined;
  const skipped = data.skip ?? data.todo;
  const isSkipped = skipped !== undefined && skipped !== false;
  if (level === 0) current.millis += data.details.duration_ms;

  if (isSkipped) {
    const kind = data.skip === undefined ? 'todo' : 'no reason given';
    const reason = typeof skipped === 'string' && skipped !== '' ? skipped : kind;
    current.skipped += 1;
    totals.skips.push({ file: shorten(data.file), name: data.name, reason });
    yield* line(`  ${styled('yellow', 'skipped')} ${data.name}: ${reason}`);
  } else if (error !== undefined) {
    // a holder fails because of its children, or by itself: a hook, a late error
    if (hasChildren && error.kind === 'subtestsFailed') return;
    // a failed hook fails the children too; those are counted already
    if (children.failed === 0) {
      current.failed += 1;
      totals.failures.push({ file: shorten(data.file), name: data.name, reason: '' });
    }
    const text = error.text.replaceAll('\n', '\n    ');
    yield* line(`  ${styled('red', 'FAILED')} ${data.name}\n    ${text}`);
  } else if (!hasChildren && data.details.type !== 'suite') {
    current.passed += 1;
    if (showEachTest) yield `  passed ${data.name} (${seconds(data.details.duration_ms)})\n`;
  }
}

/** @param {import('node:test').EventData.TestPass | import('node:test').EventData.TestFail} data */
function failureOf(data) {
  const error = 'error' in data.details ? data.details.error : undefined;
  const kind = error !== undefined && 'failureType' in error ? String(error.failureType) : '';
  const shown = error?.cause ?? error;
  const isPlain = typeof shown === 'string';
  const text = isPlain ? shown : inspect(shown, { colors: process.stdout.isTTY });
  // the runner's own frames say nothing about the failure
  return { kind, text: text.replaceAll(/\n +at [^\n]*node:[^\n]*?(?=\n| \{)/g, '') };
}

/** @param {string} text */
function* line(text) {
  if (showEachTest) yield `${text}\n`;
  else current.lines.push(text);
}

/** @param {string} file */
function* closeFile(file) {
  const { passed, failed, skipped, millis, lines } = current;
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  const mark = failed > 0 ? styled('red', 'FAIL') : styled('green', 'ok  ');
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (passed + failed + skipped === 0) parts.splice(0, 1, 'holds no tests');
  yield `${mark} ${shorten(file)} (${parts.join(', ')}, ${seconds(millis)})\n`;
  for (const text of lines) yield `${text}\n`;
  const output = printed.get(path.resolve(file));
  if (failed > 0 && output !== undefined) yield `  printed by this file:\n${output}\n`;
  printed.delete(path.resolve(file));
  current = newFile();
  childrenAtLevel = [];
}

/** @param {string | undefined} file */
function shorten(file) {
  return file === undefined ? '' : path.relative(process.cwd(), file);
}

/** @param {number} millis */
function seconds(millis) {
  return `${(millis / 1000).toFixed(1)} s`;
}

/** @param {'red' | 'green' | 'yellow'} colour @param {string} text */
function styled(colour, text) {
  return process.stdout.isTTY ? styleText(colour, text) : text;
}
