import type { Abilities, Unsubscribe } from '#contract/host.ts';
import type { MethodName, ParamsOf, ResultOf } from '#contract/methods.ts';
import { methodSchemas } from '#contract/methods-schema.ts';
import type { EventOf, TopicName, Topics } from '#contract/topics.ts';
import { AppError, failureOf } from '../errors/app-error.ts';
import type { Engine } from '../ports.ts';
import { notAllowed } from './not-allowed.ts';
import { type Client, type MethodTable, sessionMethods } from './session-methods.ts';
import { refreshCatalogue } from './session-catalogue.ts';
import { SessionParts } from './session-parts.ts';
import type { SessionPorts } from './session-ports.ts';
import type { Topic } from './topic.ts';
import type { Upload } from './upload-folder.ts';

/** One application behind all windows: hosts only carry calls and events to it and back. */
export interface Session {
  readonly abilities: Abilities;
  /**
   * Answers a request of the contract; name and parameters are checked here. Rejects with an AppError and nothing else:
   * NOT_ALLOWED for what the contract does not know.
   */
  call(method: string, params: unknown, client: Client): Promise<unknown>;
  /** As `Host.listen` says. */
  listen<T extends TopicName>(topic: T, onEvent: (event: EventOf<T>) => void): Unsubscribe;
  /** Copies a file here and makes it the image. False when stopped; DISK_SPACE_LOCAL, NOT_ALLOWED while a job runs. */
  upload(upload: Omit<Upload, 'onProgress'>): Promise<boolean>;
  readonly isWriting: boolean;
  /** Stops the job that runs and waits for its end. Drives that had begun are left blank. */
  stopJob(): Promise<void>;
  /** Ends everything: a running job first. The engine stays the caller's to close. */
  close(): Promise<void>;
}

const where = { process: 'host', operation: 'session' } as const;
/** Longest detail kept of a refused parameter. */
const DETAIL_MAX = 300;

/** Starts the application: loads the settings, watches the drives. */
export async function createSession(engine: Engine, ports: SessionPorts): Promise<Session> {
  const parts = new SessionParts(engine, ports);
  await parts.settings.load();
  parts.drives.restart();
  const { programVersion, isDemo, clock } = ports;
  const started = `Stickwright ${programVersion} on ${process.platform} ${process.arch}${isDemo ? ', a demo' : ''}`;
  parts.log.add({ level: 'info', process: 'host', operation: 'start', message: started }, clock.date());
  const tidied = tidy(parts);
  const open = new Set<Promise<unknown>>();
  /** Closing waits for what is under way, so that nothing is written after it. */
  const tracked = <R>(work: Promise<R>): Promise<R> => {
    const settled = work.catch(() => {}).finally(() => open.delete(settled));
    open.add(settled);
    return work;
  };
  const methods = sessionMethods(parts);
  return {
    abilities: ports.abilities,
    call: (method, params, client) =>
      tracked(logged(parts, method, () => dispatch(methods, { method, params, client }))),
    listen: (topic, onEvent) => topicOf(parts.topics, topic).listen(onEvent),
    upload: (upload) =>
      tracked(
        logged(parts, 'upload', () => {
          if (parts.job.isRunning) throw notAllowed('job-running');
          return parts.image.upload(upload);
        }),
      ),
    get isWriting() {
      return parts.job.isRunning;
    },
    stopJob: async () => {
      parts.job.cancel(null);
      await parts.job.ended();
    },
    close: async () => {
      parts.look.stop();
      parts.job.cancel(null);
      await parts.job.ended();
      parts.drives.close();
      await parts.image.close();
      await Promise.all([...open, tidied]);
      await parts.recent.saved();
    },
  };
}

/** What `work` resolves with; every failure is an AppError and in the log. */
async function logged<R>(parts: SessionParts, operation: string, work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    const name = operation.slice(0, DETAIL_MAX);
    const failure = failureOf(thrown, { ...where, operation: name });
    const level = failure.code === 'INTERNAL' ? 'error' : 'info';
    parts.log.add({ level, process: 'host', operation: name, message: failure.message }, parts.ports.clock.date());
    throw thrown instanceof AppError ? thrown : new AppError(failure);
  }
}

async function dispatch(
  methods: MethodTable,
  request: { readonly method: string; readonly params: unknown; readonly client: Client },
): Promise<unknown> {
  const { method, client } = request;
  if (!isMethod(method)) throw notAllowed('unknown-method', method.slice(0, DETAIL_MAX));
  const parsed = methodSchemas[method].safeParse(request.params);
  if (!parsed.success) throw notAllowed('wrong-parameters', parsed.error.message.slice(0, DETAIL_MAX));
  return run(methods, method, { params: parsed.data, client });
}

function run<M extends MethodName>(
  methods: MethodTable,
  method: M,
  // the schema of this very method made them
  request: { readonly params: unknown; readonly client: Client },
): ResultOf<M> | Promise<ResultOf<M>> {
  return methods[method](request.params as ParamsOf<M>, request.client);
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodSchemas, name);
}

function topicOf<T extends TopicName>(
  topics: { readonly [K in TopicName]: Topic<Topics[K]> },
  topic: T,
): Topic<EventOf<T>> {
  return topics[topic];
}

/** What an earlier run left behind or kept too long; not being able to tidy up costs nothing. */
async function tidy(parts: SessionParts): Promise<void> {
  const { settings, receipts, uploads, ports } = parts;
  const { keepReceiptsDays, refreshCatalogue: mayRefresh, catalogueUrl } = settings.current;
  // only with the user's standing permission; the list in use serves where it fails
  if (mayRefresh && catalogueUrl !== null) await refreshCatalogue(parts).catch(() => {});
  await uploads.clearLeftovers().catch(() => {});
  if (keepReceiptsDays !== null) await receipts.dropOlderThan(keepReceiptsDays, ports.clock.date()).catch(() => {});
}
