/** All that a host may import of the engine. */
export { AppError, CancelledError, fail, makeFailure } from './errors/app-error.ts';
export { embeddedMismatch } from './image/embedded-mismatch.ts';
export { needsCode, refuseNotRaw } from './plan/make-plan.ts';
export { readJson, writeJson } from './session/json-file.ts';
export { drivesOfReceipt, imageOfReceipt, recordOfReceipt } from './receipt/recheck-plan.ts';
export { cleanLongText, cleanText } from './text/clean-text.ts';
export { CatalogueStore } from './catalogue/catalogue-store.ts';
export { readOsList } from './catalogue/read-os-list.ts';
export { resolveEntry } from './catalogue/resolve-entry.ts';
export { SpeedWindow } from './source/speed-window.ts';
export { downloadsFolder } from './source/downloads-folder.ts';
export { shellWord } from './text/shell-word.ts';
export { programWords } from './packed/program-words.ts';
export { trustFromBeside } from './trust/trust-from-beside.ts';
export { type TrustPaths, trustFromFiles } from './trust/trust-from-files.ts';
export { createEngine, type EngineOptions } from './create-engine.ts';
export type { DownloadRequest, Engine, InspectOptions, Job, ListQuery, PlanRequest, RemoteLook } from './ports.ts';
export { LogLines } from './session/log-lines.ts';
export { createSession, type Session } from './session/session.ts';
export { sessionHost } from './session/session-host.ts';
export type { Client } from './session/session-methods.ts';
export type { SessionClock, SessionPorts } from './session/session-ports.ts';
export type { UpdatePort } from './session/update-port.ts';
export type { FakeEngine, FakeWorld } from './platform/fake/create-fake-engine.ts';

/** Scripted drives for tests and demos; loaded only when asked for. */
export async function loadFakeEngine(): Promise<typeof import('./platform/fake/create-fake-engine.ts')> {
  return import('./platform/fake/create-fake-engine.ts');
}
export { asAdministrator, canStayAwake } from './platform/index.ts';
