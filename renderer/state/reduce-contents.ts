import type { EventOfType } from './app-event.ts';
import type { AppState, ContentsState } from './app-state.ts';

type ContentsEvent = EventOfType<'contents.asked' | 'contents.arrived' | 'contents.failed' | 'contents.hidden'>;

/** What is shown of drives after an event. An answer that nobody waits for any more changes nothing. Pure. */
export function reduceContents(state: AppState, event: ContentsEvent): AppState {
  const { driveId } = event;
  const isWaiting = state.contents[driveId]?.state === 'looking';
  switch (event.type) {
    case 'contents.asked':
      return isWaiting ? state : withContents(state, driveId, { state: 'looking' });
    case 'contents.arrived':
      if (!isWaiting) return state;
      return withContents(
        state,
        driveId,
        event.contents === null ? null : { state: 'shown', contents: event.contents },
      );
    case 'contents.failed':
      return isWaiting ? withContents(state, driveId, { state: 'failed', failure: event.failure }) : state;
    case 'contents.hidden':
      return withContents(state, driveId, null);
    default:
      return event satisfies never;
  }
}

function withContents(state: AppState, driveId: string, contents: ContentsState | null): AppState {
  const others = Object.entries(state.contents).filter(([id]) => id !== driveId);
  return { ...state, contents: Object.fromEntries(contents === null ? others : [...others, [driveId, contents]]) };
}
