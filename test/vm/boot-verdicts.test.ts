import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { Image } from '#contract/image.ts';
import { readBoot } from '#engine/boot/read-boot.ts';
import { inspectImage } from '#engine/image/inspect-image.ts';
import { openImageFile } from '#engine/image/open-image-file.ts';
import { buildCorpus } from '../corpus/build-corpus.ts';
import { corpusMissing, TOKEN } from '../corpus/tools.ts';
import { type Refusal, type Verdict, VERDICTS } from '../corpus/verdicts.ts';
import { bootCheck, bootCheckMissing, type Firmware } from '../helpers/boot-check.ts';
import { failureOf } from '../helpers/decode-whole.ts';
import { runProgram } from '../helpers/run-program.ts';

const MIB = 1024 * 1024;
/** The written drive is larger than the image, as drives are. */
const SPARE_BYTES = 8 * MIB;
/** A BIOS that runs into code that is none just stays there; what starts, starts within two seconds. */
const BIOS_LIMIT_MS = 8000;

const missing = corpusMissing();
const verdicts = VERDICTS.filter((one): one is Verdict => !('cutSaidBy' in one));
const refusals = VERDICTS.filter((one): one is Refusal => 'cutSaidBy' in one);
const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright corpus '));
after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
if (missing === null) buildCorpus(folder);

const inspected = (name: string) => inspectImage(path.join(folder, name), new AbortController().signal);

/** The image's verdicts in the form of the table. */
function saidOf(name: string, { boot, warnings }: Image): Omit<Verdict, 'tried' | 'screen'> {
  const { starts, secureBoot, writeMode } = boot;
  const words = ({ answer, reason }: { answer: string; reason: string }) => `${answer} ${reason}`;
  const system = writeMode.mode === 'other' && writeMode.system !== null ? ` ${writeMode.system}` : '';
  return {
    name,
    bios: words(starts.bios),
    uefi: [words(starts['uefi-x64']), words(starts['uefi-arm64']), words(starts['uefi-ia32'])],
    secureBoot: words(secureBoot),
    write: `${writeMode.mode} ${writeMode.why}${system}`,
    ...(boot.sectorSizeBytes === null ? {} : { sectorSizeBytes: boot.sectorSizeBytes }),
    ...(boot.isHybridMbr ? { isHybridMbr: true } : {}),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

describe('what is said of an image', () => {
  for (const { tried: _, screen: __, ...expected } of verdicts) {
    it(`is what the table says: ${expected.name}`, async (t) => {
      if (missing !== null) return t.skip(missing);
      assert.deepEqual(saidOf(expected.name, await inspected(expected.name)), expected);
    });
  }

  for (const { name, cutSaidBy } of refusals) {
    it(`is that it was cut off: ${name}`, async (t) => {
      if (missing !== null) return t.skip(missing);
      const failure = await failureOf(inspected(name));
      assert.equal(failure.code === 'IMAGE_TRUNCATED' ? failure.params.saidBy : failure.code, cutSaidBy);
    });
  }
});

/** Writes the image to a practice drive; the same bytes as on a real one. */
async function writeDrive({ name, write }: Verdict): Promise<string> {
  const drivePath = path.join(folder, 'drive.img');
  await rm(drivePath, { force: true });
  const image = await inspected(name);
  const sizeBytes = Math.ceil((image.sizeBytes ?? 0) / MIB) * MIB + SPARE_BYTES;
  const args = ['write', path.join(folder, name), '--to', `file:${drivePath}`, '--yes', '--size', String(sizeBytes)];
  const { exitCode, stderr } = await runProgram(write.startsWith('other') ? [...args, '--raw-anyway'] : args, {
    cwd: folder,
  });
  assert.equal(exitCode, 0, stderr);
  return drivePath;
}

/** The same judgement of a drive as of an image. */
async function startsOf(drivePath: string): Promise<Image['boot']['starts']> {
  const drive = await openImageFile(drivePath);
  try {
    return (await readBoot(drive, { hasEnd: true, system: null })).boot.starts;
  } finally {
    await drive.close();
  }
}

const told = (verdict: Verdict, firmware: Firmware) => (firmware === 'bios' ? verdict.bios : verdict.uefi[0]);

describe('a computer with the written drive does what was said', () => {
  for (const verdict of verdicts.filter(({ tried = [] }) => tried.length > 0)) {
    const { name, tried = [], screen, sectorSizeBytes } = verdict;
    it(`${name}: ${tried.map((firmware) => `${firmware} ${told(verdict, firmware)}`).join(', ')}`, async (t) => {
      const lost = missing ?? tried.map(bootCheckMissing).find((reason) => reason !== null);
      if (lost != null) return t.skip(lost);
      const drivePath = await writeDrive(verdict);
      assert.deepEqual(
        await startsOf(drivePath),
        (await inspected(name)).boot.starts,
        'the drive is judged as the image',
      );
      for (const firmware of tried) {
        const expected = told(verdict, firmware).startsWith('yes');
        const limit = firmware === 'bios' && !expected ? { limitMs: BIOS_LIMIT_MS } : {};
        const sectors = sectorSizeBytes === 4096 ? { sectorSizeBytes } : {};
        const request = { drivePath, firmware, expect: screen ?? new RegExp(TOKEN), ...limit, ...sectors };
        const result = await bootCheck(request);
        assert.equal(result.verdict === 'booted', expected, `${firmware}: ${result.verdict}\n${result.screen}`);
      }
    });
  }

  it('a disc image few computers start is refused without --raw-anyway, before anything is written', async (t) => {
    if (missing !== null) return t.skip(missing);
    const drivePath = path.join(folder, 'untouched.img');
    const args = [
      'write',
      path.join(folder, 'windows-like.iso'),
      '--to',
      `file:${drivePath}`,
      '--yes',
      '--size',
      '64M',
    ];
    const { exitCode, stderr } = await runProgram(args, { cwd: folder });
    assert.equal(exitCode, 6, stderr);
    assert.match(stderr, /Windows setup/);
    assert.equal(existsSync(drivePath), false);
  });

  it('a table for 512-byte sectors is not found on a drive with 4096', async (t) => {
    const lost = missing ?? bootCheckMissing('uefi');
    if (lost !== null) return t.skip(lost);
    const drivePath = path.join(folder, 'gpt-esp.img');
    const { verdict, screen } = await bootCheck({
      drivePath,
      firmware: 'uefi',
      expect: new RegExp(TOKEN),
      sectorSizeBytes: 4096,
    });
    assert.equal(verdict, 'nothing to boot', screen);
  });
});
