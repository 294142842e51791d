import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { readJson, writeJson } from '#engine/index.ts';

/** Smallest window, and the one of a first start (ux.md 3), in points. */
export const SMALLEST = { width: 760, height: 560 } as const;
const FIRST = { width: 1000, height: 720 } as const;
/** So much of the title bar must be on a screen for the window to be moved by it. */
const REACHABLE = { width: 100, height: 30 } as const;

const LENGTH_MAX = 32_767;
const place = z.number().int().min(-LENGTH_MAX).max(LENGTH_MAX);
const length = z.number().int().min(1).max(LENGTH_MAX);
const savedSchema = z.object({ x: place, y: place, width: length, height: length, isMaximized: z.boolean() });

export type SavedBounds = z.infer<typeof savedSchema>;

/** Where the window was when it was closed last; null where that is not known. Never fails: the first size serves too. */
export async function loadBounds(folder: string): Promise<SavedBounds | null> {
  const stored = await readJson(fileIn(folder)).catch(() => undefined);
  return savedSchema.safeParse(stored).data ?? null;
}

export async function saveBounds(folder: string, bounds: SavedBounds): Promise<void> {
  await writeJson(fileIn(folder), bounds);
}

export interface OpeningBounds {
  readonly width: number;
  readonly height: number;
  /** Missing: in the middle of the screen. */
  readonly x?: number;
  readonly y?: number;
}

/** Where the window opens: where it was, as far as a screen is there still, and never larger than that. Pure. */
export function openingBounds(saved: SavedBounds | null, workAreas: readonly Rectangle[]): OpeningBounds {
  const area = saved === null ? undefined : workAreas.find((one) => isReachable(saved, one));
  const fits = area ?? workAreas[0];
  const within = (wanted: number, smallest: number, most: number | undefined) =>
    Math.max(smallest, Math.min(wanted, most ?? wanted));
  const size = {
    width: within(saved?.width ?? FIRST.width, SMALLEST.width, fits?.width),
    height: within(saved?.height ?? FIRST.height, SMALLEST.height, fits?.height),
  };
  return saved === null || area === undefined ? size : { ...size, x: saved.x, y: saved.y };
}

/** The title bar is the upper edge. */
function isReachable({ x, y, width }: SavedBounds, area: Rectangle): boolean {
  const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return visible >= REACHABLE.width && y >= area.y && y + REACHABLE.height <= area.y + area.height;
}

function fileIn(folder: string): string {
  return join(folder, 'window.json');
}
