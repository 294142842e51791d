/** All that a host may import of the engine. */
export { AppError, CancelledError, fail, makeFailure } from './errors/app-error.ts';
export { needsCode } from './plan/make-plan.ts';
export { cleanText } from './text/clean-text.ts';
export { createEngine, type EngineOptions } from './create-engine.ts';
export type { Engine, Job, ListQuery, PlanRequest } from './ports.ts';
