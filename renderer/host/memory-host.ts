import type { Abilities, ConnectionState } from '#contract/host.ts';
import type { JobTopicEvent } from '#contract/job-view.ts';
import type { MethodName, ParamsOf, ResultOf } from '#contract/methods.ts';
import type { DrivesState, SessionState } from '#contract/session.ts';
import type { EventOf, TopicName } from '#contract/topics.ts';
import type { PageHost } from './page-host.ts';

/** Answers to calls, a `CallError` thrown is a failure; a method without one never answers, as on a line that hangs. */
export type Answers = {
  readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> | Promise<ResultOf<M>>;
};

export interface MemoryState {
  readonly abilities: Abilities;
  /** null: the host has not told anything yet. */
  readonly session: SessionState | null;
  readonly drives: DrivesState;
  readonly job: Extract<JobTopicEvent, { kind: 'snapshot' }>['job'];
  readonly connection: ConnectionState;
  readonly answers: Answers;
}

/** A host in the page's own memory, for tests and the gallery: holds a state, tells it, and can be told new ones. */
export interface MemoryHost extends PageHost {
  tell<T extends TopicName>(topic: T, event: EventOf<T>): void;
  connection(state: ConnectionState): void;
  /** Calls so far, oldest first. */
  readonly calls: readonly { readonly method: MethodName; readonly params: unknown }[];
}

export function makeMemoryHost(state: MemoryState): MemoryHost {
  const listeners: { readonly [T in TopicName]: Set<(event: EventOf<T>) => void> } = {
    session: new Set(),
    drives: new Set(),
    job: new Set(),
  };
  const watchers = new Set<(state: ConnectionState) => void>();
  const calls: { readonly method: MethodName; readonly params: unknown }[] = [];
  const first: { readonly [T in TopicName]: EventOf<T> | null } = {
    session: state.session,
    drives: state.drives,
    job: { kind: 'snapshot', job: state.job },
  };
  return {
    abilities: state.abilities,
    calls,
    call: async (method, params) => {
      calls.push({ method, params });
      const answer = state.answers[method];
      if (answer === undefined) return new Promise(() => undefined);
      return answer(params);
    },
    listen: (topic, onEvent) => {
      listeners[topic].add(onEvent);
      const event = first[topic];
      if (event !== null) queueMicrotask(() => listeners[topic].has(onEvent) && onEvent(event));
      return () => listeners[topic].delete(onEvent);
    },
    takeFile: async () => undefined,
    onConnection: (listener) => {
      watchers.add(listener);
      queueMicrotask(() => watchers.has(listener) && listener(state.connection));
      return () => watchers.delete(listener);
    },
    close: () => undefined,
    tell: (topic, event) => {
      for (const listener of listeners[topic]) listener(event);
    },
    connection: (next) => {
      for (const watcher of watchers) watcher(next);
    },
  };
}
