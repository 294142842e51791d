import { access, constants } from 'node:fs/promises';
import { parseBlkid } from './blkid-parse.ts';
import type { BlockNode } from './block-table.ts';
import { type LsblkFacts, parseLsblk } from './lsblk-parse.ts';
import { programOutput } from './program-output.ts';

/** lsblk asks the kernel and udev only; more than this means that something hangs. */
const LSBLK_LIMIT_MS = 2000;
/** blkid reads the drive itself; a sound stick answers in a few milliseconds. */
const BLKID_LIMIT_MS = 1500;

/** Facts of all nodes that lsblk knows; empty where it is missing, hangs, or says nothing understandable. */
export async function readLsblk(): Promise<ReadonlyMap<string, LsblkFacts>> {
  // Not --output-all: its used-space columns would hang on a dead network mount.
  const args = ['--json', '--paths', '--output', 'NAME,FSTYPE,LABEL,PTTYPE'];
  const output = await programOutput({ program: 'lsblk', args, limitMs: LSBLK_LIMIT_MS });
  return (output === null ? null : parseLsblk(output)) ?? new Map();
}

/**
 * Facts of the nodes of one drive: from lsblk where udev has looked at a node, else by reading the node itself where this
 * process may. A node that nobody could look at is missing in the result: nothing is known of it.
 */
export async function nodeFacts(
  nodes: readonly BlockNode[],
  lsblk: ReadonlyMap<string, LsblkFacts>,
): Promise<ReadonlyMap<string, LsblkFacts>> {
  const isSeen = await Promise.all(nodes.map(({ device }) => isAllowed(`/run/udev/data/b${device}`)));
  const known = nodes.flatMap(({ devicePath }, index) => {
    const facts = lsblk.get(devicePath);
    const hasFacts = facts !== undefined && (isSeen[index] || facts.fileSystem !== null);
    return hasFacts ? [[devicePath, facts] as const] : [];
  });
  const found = new Map(known);
  const others = nodes.map(({ devicePath }) => devicePath).filter((path) => !found.has(path));
  return new Map([...found, ...(await probe(others))]);
}

/** Reads nodes or plain files themselves and recognises what is on them; those that may not be read are left out. */
export async function probe(paths: readonly string[]): Promise<ReadonlyMap<string, LsblkFacts>> {
  const mayRead = await Promise.all(paths.map(isAllowed));
  const readable = paths.filter((_, index) => mayRead[index]);
  if (readable.length === 0) return new Map();
  const args = ['-p', '-o', 'export', ...readable];
  const output = await programOutput({ program: 'blkid', args, limitMs: BLKID_LIMIT_MS });
  if (output === null) return new Map();
  const found = parseBlkid(output);
  const nothing = { fileSystem: null, label: null, partitionTable: null };
  return new Map(readable.map((path) => [path, found.get(path) ?? nothing]));
}

async function isAllowed(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
