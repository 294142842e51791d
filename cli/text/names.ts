import type { BUSES } from '#contract/drive.ts';

export type { RiskCode } from '#contract/drive.ts';
export type Bus = (typeof BUSES)[number];
