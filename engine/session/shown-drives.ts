import type { Drive, RiskCode } from '#contract/drive.ts';
import { RISK_CODES } from '#contract/drive.ts';
import { isVirtualBus } from '../drive/drive-use.ts';

export interface ShownContext {
  /** Ids of drives of the running job. */
  readonly busyIds: ReadonlySet<string>;
  /** The user's own limit for `large`. */
  readonly largeDriveBytes: number;
}

/**
 * The drives as the windows see them: those of a running job are locked, `large` follows the user's limit, and the order
 * is that of appearance: drives of `before` keep their places, new ones follow. Pure.
 */
export function shownDrives(
  listed: readonly Drive[],
  before: readonly Drive[],
  context: ShownContext,
): readonly Drive[] {
  const places = new Map(before.map(({ id }, index) => [id, index]));
  const place = ({ id }: Drive) => places.get(id) ?? before.length;
  return listed.map((drive) => withLimit(withBusy(drive, context), context)).sort((a, b) => place(a) - place(b));
}

function withBusy(drive: Drive, { busyIds }: ShownContext): Drive {
  if (!busyIds.has(drive.id)) return drive;
  return { ...drive, protections: [{ code: 'other-job', detail: '', canUnlock: false }, ...drive.protections] };
}

function withLimit(drive: Drive, { largeDriveBytes }: ShownContext): Drive {
  const { bus, sizeBytes } = drive.identity;
  const isLarge = !isVirtualBus(bus) && sizeBytes > largeDriveBytes;
  if (isLarge === drive.risks.includes('large')) return drive;
  const applies = (code: RiskCode) => (code === 'large' ? isLarge : drive.risks.includes(code));
  return { ...drive, risks: RISK_CODES.filter(applies) };
}
