import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '#engine/index.ts';
import { parseCommandLine } from './args.ts';
import { isUsageProblem, type UsageProblem } from './text/en-usage.ts';

const HEX = 'ab'.repeat(32);

function problemOf(argv: readonly string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.failure.code, 'USAGE');
    const problem = error.failure.code === 'USAGE' ? error.failure.params.problem : '';
    assert.ok(isUsageProblem(problem), problem);
    return problem;
  }
  return 'accepted';
}

test('a full write command gives every option its meaning', () => {
  const line = `write a.iso --to /dev/sdb --to file:p.img --virtual --sha256 SHA256:${HEX.toUpperCase()} --no-verify -y --code 4F21 --code 99A0 --size 8G --bmap m.bmap --receipt r.json --eject --json`;
  assert.deepEqual(parseCommandLine(line.split(' ')), {
    command: 'write',
    imagePath: 'a.iso',
    drives: ['/dev/sdb', 'file:p.img'],
    isVirtual: true,
    expectedSha256: HEX,
    expectedSha512: null,
    checksumsPath: null,
    signaturePath: null,
    keyPath: null,
    isBesideUsed: false,
    blockMapPath: 'm.bmap',
    verify: false,
    eject: true,
    isSure: true,
    codes: ['4F21', '99A0'],
    sizeBytes: 8 * 2 ** 30,
    receiptPath: 'r.json',
    isRawAllowed: false,
    isContinued: false,
    keepFolder: null,
    isJson: true,
  });
});

test('a plain write command checks, asks and does not eject', () => {
  const command = parseCommandLine(['write', 'a.iso', '--to', 'sdb#1a2b3c4d']);
  assert.ok(command.command === 'write');
  assert.deepEqual([command.verify, command.isSure, command.eject, command.isVirtual], [true, false, false, false]);
});

test('help, version and no arguments are commands of their own', () => {
  assert.deepEqual(parseCommandLine([]), { command: 'guided' });
  assert.deepEqual(parseCommandLine(['-h']), { command: 'help', topic: null });
  assert.deepEqual(parseCommandLine(['write', '--help']), { command: 'help', topic: 'write' });
  assert.deepEqual(parseCommandLine(['help', 'verify']), { command: 'help', topic: 'verify' });
  assert.deepEqual(parseCommandLine(['--version']), { command: 'version' });
});

test('an image whose name begins with a dash can be given after --', () => {
  const command = parseCommandLine(['inspect', '--', '-odd.iso']);
  assert.ok(command.command === 'inspect');
  assert.equal(command.imagePath, '-odd.iso');
});

const refused: readonly (readonly [string, UsageProblem])[] = [
  ['wirte a.iso', 'unknown-command'],
  ['--frob', 'unknown-option'],
  ['list --frob', 'unknown-option'],
  ['list --to /dev/sdb', 'unknown-option'],
  ['write a.iso --__proto__ x', 'unknown-option'],
  ['write a.iso -z', 'unknown-option'],
  ['list extra', 'too-many-arguments'],
  ['write a.iso b.iso --to /dev/sdb', 'too-many-arguments'],
  ['write --to /dev/sdb', 'no-image'],
  ['write a.iso', 'no-drive'],
  ['verify a.iso', 'no-drive'],
  ['verify a.iso --to /dev/sdb', 'unknown-option'],
  ['write a.iso --to', 'missing-value'],
  ['write a.iso --to --yes', 'missing-value'],
  ['write a.iso --to=', 'missing-value'],
  ['write a.iso --to /dev/sdb --yes=no', 'unwanted-value'],
  ['write a.iso --to /dev/sdb --yes --yes', 'given-twice'],
  ['write a.iso --to /dev/sdb --receipt a --receipt b', 'given-twice'],
  [`write a.iso --to /dev/sdb --sha256 ${HEX.slice(1)}`, 'bad-sha256'],
  [`write a.iso --to /dev/sdb --sha256 ${HEX.slice(1)}g`, 'bad-sha256'],
  [`write a.iso --to /dev/sdb --sha512 ${HEX}`, 'bad-sha512'],
  [`write a.iso --to /dev/sdb --sha256 ${HEX} --checksums SHA256SUMS`, 'two-checksums'],
  [`write a.iso --to /dev/sdb --sha256 ${HEX} --key a.asc`, 'key-for-nothing'],
  ['write a.iso --to /dev/sdb --no-checksums --key a.asc', 'key-for-nothing'],
  ['write a.iso --to file:p.img --size huge', 'bad-size'],
  ['write a.iso --to file:p.img --size 0', 'bad-size'],
  ['write a.iso --to file:p.img --size 1000', 'size-not-whole-sectors'],
];
for (const [line, problem] of refused) {
  test(`"${line.length > 60 ? `${line.slice(0, 57)}...` : line}" is refused: ${problem}`, () => {
    assert.equal(problemOf(line.split(' ')), problem);
  });
}
