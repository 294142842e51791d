import type { ContentsEntry, DriveContents, VolumeContents } from '#contract/contents.ts';
import { cleanText } from '#engine/index.ts';
import type { Paint } from '../terminal/paint.ts';
import { cutToWidth, displayWidth, padStartToWidth, padToWidth } from './display-width.ts';
import { enContents } from './en-contents.ts';
import { en } from './en.ts';
import { sizeText } from './format.ts';

export interface ContentsLayout {
  readonly paint: Paint;
  readonly columns: number;
  /** Every name, not only the first ones of each volume. */
  readonly isAll: boolean;
}

const NAMES_SHOWN = 20;
const SIZE_COLUMNS = 12;
const NAME_COLUMNS_MAX = 60;
const INDENT = '      ';

type Read = Extract<VolumeContents, { readonly state: 'read' }>;

/** What is on a drive: a line for each volume, its names and sizes below. */
export function contentsLines({ table, volumes, hasMore }: DriveContents, layout: ContentsLayout): string[] {
  if (table === 'damaged') return [`  ${enContents.damagedTable}`];
  if (volumes.length === 0) return [`  ${enContents.noVolumes}`];
  const lines = volumes.flatMap((volume) => [...volumeLines(volume, layout), '']);
  return hasMore ? [...lines, `  ${enContents.moreVolumes}`] : lines;
}

function volumeLines(volume: VolumeContents, layout: ContentsLayout): string[] {
  const { partition, sizeBytes } = volume;
  const place = partition === 0 ? enContents.wholeDrive : enContents.partition(partition);
  const size = sizeText(sizeBytes);
  const head = (what: string) => cutToWidth(`  ${place}  ${what}`, Math.max(20, layout.columns));
  switch (volume.state) {
    case 'read': {
      const used = volume.usedBytes === null ? size : en.used(sizeText(volume.usedBytes), size);
      const label = volume.label === '' ? '' : `${cleanText(volume.label)}  `;
      return [
        layout.paint('bold', head(`${label}${enContents.systems[volume.fileSystem]}, ${used}`)),
        ...entryLines(volume, layout),
      ];
    }
    case 'named':
      return [layout.paint('bold', head(`${enContents.named[volume.system]}, ${size}; ${enContents.filesNotRead}`))];
    case 'unreadable':
      return [layout.paint('yellow', head(`${size}; ${enContents.unreadable[volume.reason]}`))];
    case 'unknown':
      return [layout.paint('bold', head(`${enContents.unknown}, ${size}`))];
    case 'blank':
      return [layout.paint('bold', head(`${enContents.blank}, ${size}`))];
  }
}

function entryLines({ entries, hasMore }: Read, { isAll, columns }: ContentsLayout): string[] {
  if (entries.length === 0) return [`${INDENT}${hasMore ? enContents.evenMore : enContents.emptyFolder}`];
  const shown = isAll ? entries : entries.slice(0, NAMES_SHOWN);
  const room = Math.max(20, columns - INDENT.length - SIZE_COLUMNS - 2);
  const names = shown.map((entry) => cutToWidth(nameText(entry), Math.min(room, NAME_COLUMNS_MAX)));
  const width = Math.max(...names.map(displayWidth));
  const lines = shown.map((entry, index) =>
    `${INDENT}${padToWidth(names[index] ?? '', width)}  ${padStartToWidth(sizeOf(entry), SIZE_COLUMNS)}`.trimEnd(),
  );
  const left = entries.length - shown.length;
  if (left > 0) lines.push(`${INDENT}${enContents.more(left)}`);
  if (hasMore) lines.push(`${INDENT}${enContents.evenMore}`);
  return lines;
}

/** Names come cleaned; they are cleaned again where they meet the terminal. */
function nameText({ name, kind }: ContentsEntry): string {
  return `${cleanText(name)}${kind === 'folder' ? '/' : ''}`;
}

function sizeOf({ kind, sizeBytes }: ContentsEntry): string {
  if (kind !== 'file') return '';
  return sizeBytes === null ? enContents.sizeUnknown : sizeText(sizeBytes);
}
