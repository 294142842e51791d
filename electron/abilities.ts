import type { Abilities } from '#contract/host.ts';

/** What the window can do besides calls; the same on every system. */
export const ABILITIES: Abilities = {
  canChooseFile: true,
  canBrowse: false,
  canTakeFile: true,
  isFileCopied: false,
  canPractice: true,
  canNotify: true,
  canStayAwake: true,
};
