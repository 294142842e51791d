import type { Boot, BootReason, BootVerdict, Firmware, SecureBoot, WriteMode } from '#contract/boot.ts';
import { hasOverlap } from './bootable-volumes.ts';
import { type BootFacts, loadersOf } from './boot-facts.ts';

const LOADERS_MAX = 16;

/** The verdicts that follow from the facts. What the bytes do not decide is `unknown`. */
export function judgeBoot(facts: BootFacts): Boot {
  const { mbr, gpt, elTorito, firstSector, isGptUsed } = facts;
  const loaders = loadersOf(facts.volumes);
  const starts: Boot['starts'] = {
    bios: judgeBios(facts),
    'uefi-x64': judgeUefi(facts, 'uefi-x64'),
    'uefi-arm64': judgeUefi(facts, 'uefi-arm64'),
    'uefi-ia32': judgeUefi(facts, 'uefi-ia32'),
  };
  return {
    starts,
    secureBoot: judgeSecureBoot(facts),
    writeMode: chooseWriteMode(facts, starts),
    tables: [
      ...(mbr === null ? [] : (['mbr'] as const)),
      ...(gpt.gpt === null ? [] : (['gpt'] as const)),
      ...(facts.hasApm ? (['apm'] as const) : []),
      ...(elTorito === null ? [] : (['el-torito'] as const)),
    ],
    sectorSizeBytes: sectorSizeOf(facts),
    isHybridMbr: isGptUsed && mbr?.entries.some(({ type }) => type !== 0xee) === true,
    bootCode: 'code' in firstSector ? firstSector.code : null,
    elTorito: (elTorito?.entries ?? []).map(({ platform }) => platform).slice(0, LOADERS_MAX),
    loaders: loaders.slice(0, LOADERS_MAX),
  };
}

function judgeBios({ firstSector, handover, elTorito }: BootFacts): BootVerdict {
  if (firstSector.does === 'nothing') {
    const isForDiscs = elTorito?.entries.some(({ platform }) => platform === 'bios') === true;
    if (isForDiscs) return no('disc-only');
    if (firstSector.why === 'says-not-bootable') return no('says-not-bootable');
    return no(firstSector.why === 'no-signature' ? 'no-boot-sector' : 'no-boot-code');
  }
  switch (handover) {
    case 'right':
      return { answer: 'yes', reason: 'boot-code' };
    case 'wrong':
      return unknown('damaged');
    case 'no-active-partition':
    case 'says-not-bootable':
      return no(handover);
    case 'out-of-reach':
      return unknown(handover);
    case 'none':
    case 'unknown-code':
      return unknown('code-unknown');
    default:
      return handover satisfies never;
  }
}

function judgeUefi(facts: BootFacts, firmware: Exclude<Firmware, 'bios'>): BootVerdict {
  const { volumes, discVolumes, gpt, mbr, isGptUsed } = facts;
  const ours = loadersOf(volumes).filter((loader) => loader.firmware === firmware);
  const isSure = isGptUsed ? gpt.primary === 'whole' : mbr === null || !hasOverlap(mbr);
  if (ours.some(({ isProgram }) => isProgram)) return isSure ? { answer: 'yes', reason: 'loader' } : unknown('damaged');
  if (volumes.some(({ state }) => state === 'out-of-reach')) return unknown('out-of-reach');
  const isTableLost = isGptUsed && gpt.gpt?.partitions == null;
  if (isTableLost || volumes.some(({ state }) => state === 'damaged')) return unknown('damaged');
  const onDisc = loadersOf(discVolumes).some((loader) => loader.firmware === firmware && loader.isProgram);
  if (onDisc) return unknown('disc-only');
  if (discVolumes.some(({ state }) => state === 'out-of-reach')) return unknown('out-of-reach');
  if (ours.length > 0) return no('loader-damaged');
  return no([...volumes, ...discVolumes].some(({ state }) => state === 'fat') ? 'no-loader' : 'no-fat');
}

/** By the least trusted of the loaders: the computer at hand takes the one for its processor. */
function judgeSecureBoot({ volumes, discVolumes }: BootFacts): SecureBoot {
  const looks = [...volumes, ...discVolumes];
  const programs = loadersOf(looks).filter(({ isProgram, firmware }) => isProgram && firmware !== 'uefi-ia32');
  if (programs.length === 0) {
    if (looks.some(({ state }) => state === 'out-of-reach')) return { answer: 'unknown', reason: 'out-of-reach' };
    if (looks.some(({ state }) => state === 'damaged')) return { answer: 'unknown', reason: 'damaged' };
    return { answer: 'no', reason: 'no-loader' };
  }
  const kinds = programs.map(({ signers }) => kindOf(signers));
  const worst = WORST_FIRST.find((reason) => kinds.includes(reason)) ?? 'not-signed';
  const isTrusted = worst === 'signed-microsoft' || worst === 'signed-windows';
  return { answer: isTrusted ? 'likely' : worst === 'not-signed' ? 'no' : 'unknown', reason: worst };
}

const WORST_FIRST = ['not-signed', 'damaged', 'signed-other', 'signed-microsoft', 'signed-windows'] as const;

function kindOf(signers: Boot['loaders'][number]['signers']): (typeof WORST_FIRST)[number] {
  if (signers === null) return 'damaged';
  if (signers.some((signer) => signer.startsWith('microsoft'))) return 'signed-microsoft';
  if (signers.some((signer) => signer.startsWith('windows'))) return 'signed-windows';
  return signers.length > 0 ? 'signed-other' : 'not-signed';
}

function chooseWriteMode(facts: BootFacts, starts: Boot['starts']): WriteMode {
  const { isDisc, mbr, gpt, firstSector, elTorito } = facts;
  const hasTable = mbr !== null || gpt.gpt !== null;
  const hasBootSector = firstSector.does !== 'nothing';
  if (isDisc && (hasTable || hasBootSector)) return { mode: 'raw', why: 'hybrid' };
  if (isDisc && elTorito !== null) return { mode: 'other', why: 'disc-only', system: systemOf(facts) };
  if (hasTable) return { mode: 'raw', why: 'disk' };
  const isStartable = Object.values(starts).some(({ answer }) => answer !== 'no');
  return { mode: 'raw', why: isStartable ? 'volume' : 'no-table' };
}

/** Whose setup disc it is, where it is one that a raw copy is often tried with. */
function systemOf({ product }: BootFacts): Extract<WriteMode, { mode: 'other' }>['system'] {
  if (product === 'vmware-esxi') return 'esxi';
  return product !== null && WINDOWS.has(product) ? 'windows' : null;
}

const WINDOWS: ReadonlySet<string> = new Set(['windows', 'windows-server', 'hyper-v-server', 'windows-pe']);

function sectorSizeOf({ gpt, isGptUsed, mbr, mbrSectorBytes }: BootFacts): Boot['sectorSizeBytes'] {
  const ofGpt = gpt.gpt?.sectorSizeBytes;
  if (isGptUsed && ofGpt !== undefined) return ofGpt === 4096 ? 4096 : 512;
  return mbr === null ? null : mbrSectorBytes;
}

function no(reason: BootReason): BootVerdict {
  return { answer: 'no', reason };
}

function unknown(reason: BootReason): BootVerdict {
  return { answer: 'unknown', reason };
}
