import type { JobTopicEvent } from './job-view.ts';
import type { DrivesState, SessionState } from './session.ts';

/** Every event stream: name → event. Each delivers its whole state first. */
export interface Topics {
  /** Whole state at every change. */
  readonly session: SessionState;
  /** Whole list at every change. */
  readonly drives: DrivesState;
  /** A snapshot, then increments; `foldJobEvent` puts them together. */
  readonly job: JobTopicEvent;
}

export type TopicName = keyof Topics;
export type EventOf<T extends TopicName> = Topics[T];

export const TOPIC_NAMES = ['session', 'drives', 'job'] as const satisfies readonly TopicName[];
