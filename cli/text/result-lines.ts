import type { DriveResult, Outcome, Plan, Receipt } from '#contract/job.ts';
import { type NextStep, nextSteps } from '#contract/next-steps.ts';
import { cleanText, shellWord } from '#engine/index.ts';
import type { Colour, Paint } from '../terminal/paint.ts';
import { checkedText, embeddedText } from './check-text.ts';
import { displayWidth, padToWidth, wrapIndented } from './display-width.ts';
import { driveName } from './drive-text.ts';
import { en } from './en.ts';
import { failureLines } from './failure-lines.ts';
import { bytesText, durationText, sizeText, speedText } from './format.ts';

export interface ResultLayout {
  readonly paint: Paint;
  readonly columns: number;
}

const LOOKS = {
  verified: ['✓', 'green'],
  unverified: ['!', 'yellow'],
  failed: ['✗', 'red'],
  cancelled: ['–', 'dim'],
} as const satisfies Record<Outcome, readonly [string, Colour]>;

/** The end of a job as ux.md 4.7 and 4.8 show it: headline, a line per drive, failures, what now. */
export function resultLines(receipt: Receipt, plan: Plan, layout: ResultLayout): string[] {
  const { paint, columns } = layout;
  const lines = [headline(receipt, paint)];
  const isAllGood = receipt.outcome === 'verified';
  if (isAllGood) lines.push(`  ${receipt.drives.length === 1 ? en.equalBytes : en.equalBytesMany}`);
  if (receipt.outcome === 'unverified') lines.push(...wrapIndented(en.notVerified, columns, '  '));
  lines.push('', ...driveLines(receipt, plan, layout));
  for (const drive of receipt.drives) lines.push(...spotLines(drive, layout));
  if (receipt.image.sha256 !== null) lines.push(...digestLines(receipt, paint));

  const isWriting = plan.mode === 'write';
  if (receipt.failure !== null) lines.push('', ...failureLines(receipt.failure, { paint, columns, isWriting }));
  for (const { failure, warnings } of receipt.drives) {
    if (failure !== null && failure.code !== receipt.failure?.code) {
      lines.push('', ...failureLines(failure, { paint, columns, isWriting }));
    }
    for (const warning of warnings) lines.push('', ...failureLines(warning, { paint, columns, isWriting: false }));
  }
  for (const { name, continueBytes } of receipt.drives) {
    if (continueBytes <= 0) continue;
    lines.push('', ...wrapIndented(en.canContinue(cleanText(name), sizeText(continueBytes)), columns, '  '));
  }
  const isUsable = receipt.drives.some(({ outcome }) => outcome === 'verified' || outcome === 'unverified');
  if (isWriting && isUsable) lines.push('', ...nextLines(receipt, plan, layout));
  return lines;
}

function headline(receipt: Receipt, paint: Paint): string {
  const count = receipt.drives.length;
  const goodCount = receipt.drives.filter(({ outcome }) => outcome === 'verified' || outcome === 'unverified').length;
  const isVerify = receipt.mode === 'verify';
  const touched = receipt.drives.filter(({ isTouched, outcome }) => isTouched && outcome !== 'verified').length;
  switch (receipt.outcome) {
    case 'verified':
      return paint('green', `✓ ${isVerify ? en.allEqual(count) : en.allVerified(count)}`);
    case 'unverified':
      return paint('yellow', `! ${en.allUnverified(count)}`);
    case 'partial':
      return paint('yellow', `! ${isVerify ? en.partialVerify(goodCount, count) : en.partial(goodCount, count)}`);
    case 'failed': {
      const isUntouched = touched === 0 && !isVerify;
      return paint('red', `✗ ${isVerify ? en.noneEqual(count) : isUntouched ? en.noneTouched : en.noneGood(count)}`);
    }
    case 'cancelled': {
      if (isVerify) return paint('bold', `– ${en.stoppedVerify}`);
      return paint('bold', `– ${touched === 0 ? en.stoppedUntouched : en.stoppedUnusable(touched)}`);
    }
  }
}

function driveLines(receipt: Receipt, plan: Plan, { paint, columns }: ResultLayout): string[] {
  const rows = receipt.drives.map((result) => {
    const drive = plan.drives.find(({ id }) => id === result.driveId);
    const name = drive === undefined ? cleanText(result.name) : driveName(drive);
    const [symbol, colour] = LOOKS[result.outcome];
    return { name, outcome: `${symbol} ${en.outcomes[result.outcome]}`, colour, facts: factsText(result, plan) };
  });
  const nameColumns = Math.max(...rows.map(({ name }) => displayWidth(name)));
  const outcomeColumns = Math.max(...rows.map(({ outcome }) => displayWidth(outcome)));
  return rows.flatMap(({ name, outcome, colour, facts }) => {
    const head = `  ${padToWidth(name, nameColumns)}   ${paint(colour, padToWidth(outcome, outcomeColumns))}`;
    if (facts === '') return [head.trimEnd()];
    const line = `${head}   ${facts}`;
    return displayWidth(line) <= columns ? [line] : [head, ...wrapIndented(facts, columns, '     ')];
  });
}

function factsText(result: DriveResult, plan: Plan): string {
  const isGood = result.outcome === 'verified' || result.outcome === 'unverified';
  if (!isGood) return '';
  const speed = (bytesPerSec: number) => (bytesPerSec > 0 ? speedText(bytesPerSec) : null);
  const averages = en.averages(speed(result.writeBytesPerSec), speed(result.verifyBytesPerSec));
  const took = en.tookTime(durationText(result.writeMs + result.flushMs + result.verifyMs));
  const amount = sizeText(plan.mode === 'verify' ? result.verifiedBytes : result.writtenBytes);
  const ejected = result.ejected ? en.ejected : '';
  return [amount, averages, took, ejected].filter((part) => part !== '').join(', ');
}

/** The places that read back wrong, with what became of them. */
function spotLines({ name, badSpots, outcome }: DriveResult, { columns, paint }: ResultLayout): string[] {
  if (badSpots.length === 0) return [];
  const head = wrapIndented(en.mended(cleanText(name), badSpots.length), columns, '  ');
  const spots = badSpots.map(({ offsetBytes, lengthBytes, rewrites, isGood }) => {
    const place = `${bytesText(offsetBytes)} + ${bytesText(lengthBytes)}`;
    return `    ${en.mendedSpot(place, rewrites, isGood)}`;
  });
  const advice = outcome === 'verified' ? [`  ${en.mendedAdvice}`] : [];
  return ['', ...head.map((line) => paint('yellow', line)), ...spots, ...advice];
}

function digestLines(receipt: Receipt, paint: Paint): string[] {
  const checked = checkedText(receipt.image.check);
  const note = receipt.image.check?.algorithm === 'sha256' && checked !== null ? `  ${en.sha256Matches}` : '';
  const lines = ['', `  ${paint('dim', en.sha256)}  ${receipt.image.sha256 ?? ''}${note}`];
  const isTold = receipt.image.check?.from === 'pasted' && note !== '';
  const own = embeddedText(receipt.image.embedded ?? null);
  return [...lines, ...[isTold ? null : checked, own].flatMap((line) => (line === null ? [] : [`  ${line}`]))];
}

/** What comes next on the server, and what this computer may offer meanwhile (ux.md 4.7). */
function nextLines(receipt: Receipt, plan: Plan, { paint, columns }: ResultLayout): string[] {
  const good = plan.drives.filter((drive) =>
    receipt.drives.some(
      ({ driveId, outcome }) => driveId === drive.id && outcome !== 'failed' && outcome !== 'cancelled',
    ),
  );
  const real = good.find(({ isVirtual }) => !isVirtual);
  const virtual = good.find(({ isVirtual }) => isVirtual);
  const lines = [`  ${paint('bold', en.whatNow)}`];
  if (real !== undefined) {
    const steps = nextSteps(receipt.image.system, plan.image.boot).map(
      (step) => [step.step, stepText(step, cleanText(real.name))] as const,
    );
    const numbered = steps.filter(([step]) => step !== 'unattended').map(([, text], index) => `${index + 1}  ${text}`);
    const dangers = steps.filter(([step]) => step === 'unattended').map(([, text]) => text);
    lines.push(...dangers.flatMap((text) => wrapIndented(text, columns, '  ').map((line) => paint('red', line))));
    lines.push(...numbered.flatMap((text) => wrapIndented(text, columns, '  ')));
    lines.push(...wrapIndented(en.formatHint, columns, '  '));
  }
  if (virtual !== undefined) {
    lines.push(...wrapIndented(en.nextVirtual, columns, '  '));
    lines.push(`    ${en.nextVirtualCommand(shellWord(virtual.identity.devicePath))}`);
  }
  return lines;
}

function stepText(step: NextStep, drive: string): string {
  switch (step.step) {
    case 'plug':
      return en.nextPlug;
    case 'keys':
      return en.nextKeys;
    case 'choose':
      return en.nextChoose(drive);
    case 'choose-bios':
      return en.nextChooseBios(drive);
    case 'unattended':
      return en.nextUnattended;
    case 'install':
      return en.nextInstall;
    case 'try':
      return en.nextTry;
    case 'insert-pi':
      return en.nextPi;
    case 'open-page':
      return en.nextPage(step.port);
    case 'xen-tools':
      return en.nextXen;
    case 'nutanix-cluster':
      return en.nextNutanix;
    case 'hyper-v-role':
      return en.nextHyperV;
    case 'sconfig':
      return en.nextSconfig;
    case 'kvm':
      return en.nextKvm;
  }
}
