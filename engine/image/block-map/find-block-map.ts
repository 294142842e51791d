import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { blockMapInvalid } from './block-map-invalid.ts';
import { type BlockMap, BlockMapProblem, parseBlockMap } from './parse-block-map.ts';

/** A map of 16 MiB has 100,000 ranges and more. */
const MAP_MAX_BYTES = 16 * 1024 * 1024;

export interface FoundBlockMap {
  /** Of its file, absolute. */
  readonly path: string;
  readonly map: BlockMap;
}

/**
 * The block map that lies beside the image under its name: `x.wic.xz.bmap`, `x.wic.bmap` or `x.bmap` for `x.wic.xz`. Null where
 * there is none, or none with checksums. BLOCK_MAP_INVALID for a damaged one and one of an unknown version: whoever put it
 * there meant it to be looked at. One that was named, `mapPath`, must be there and have checksums.
 */
export async function findBlockMap(imagePath: string, mapPath?: string): Promise<FoundBlockMap | null> {
  if (mapPath !== undefined) return await named(mapPath);
  if (!path.isAbsolute(imagePath)) return null; // an address
  for (const candidate of candidates(imagePath)) {
    const text = await readSmall(candidate);
    if (text === null) continue;
    const map = parsed(candidate, text);
    if (map !== null && map.ranges.length > 0) return { path: candidate, map };
  }
  return null;
}

function candidates(imagePath: string): readonly string[] {
  const names = [`${imagePath}.bmap`];
  let stem = imagePath;
  for (let ending = path.extname(stem); ending !== '' && names.length < 3; ending = path.extname(stem)) {
    stem = stem.slice(0, -ending.length);
    names.push(`${stem}.bmap`);
  }
  return names;
}

/** Null where there is no such plain file, or it is far too long for a map. */
async function readSmall(file: string): Promise<string | null> {
  // Without waiting for a named pipe of this name.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (handle === null) return null;
  try {
    const facts = await handle.stat();
    return facts.isFile() && facts.size <= MAP_MAX_BYTES ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
}

async function named(mapPath: string): Promise<FoundBlockMap> {
  const text = await readSmall(mapPath);
  if (text === null) throw blockMapInvalid(mapPath, 'unreadable');
  const map = parsed(mapPath, text);
  if (map === null) throw blockMapInvalid(mapPath, 'damaged');
  if (map.ranges.length === 0) throw blockMapInvalid(mapPath, 'no-checksums');
  return { path: mapPath, map };
}

function parsed(file: string, text: string): BlockMap | null {
  try {
    return parseBlockMap(text);
  } catch (cause) {
    throw cause instanceof BlockMapProblem ? blockMapInvalid(file, cause.reason, { cause }) : cause;
  }
}
