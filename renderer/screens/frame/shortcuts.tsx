import { useEffect } from 'react';
import { useApp } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { planBar } from '../../state/plan-bar.ts';
import { screenOf } from '../../state/screen-of.ts';

/** Buttons that a key presses carry this attribute: the key does exactly what the button does. */
export const KEY_TARGET = 'data-key';

/** The keys of ux.md 9. None of them starts the erase; none works while a dialog is open. */
export function Shortcuts() {
  const { store, host } = useApp();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isDialogOpen = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
      if (event.defaultPrevented || event.isComposing || isDialogOpen) return;
      const isDone = handle(event, store.api.getState(), store.send, host.abilities.isFileCopied);
      if (isDone) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store, host]);
  return null;
}

function handle(
  event: KeyboardEvent,
  state: AppState,
  ...[send, isBrowser]: [send: ReturnType<typeof useApp>['store']['send'], isBrowser: boolean]
): boolean {
  const screen = screenOf(state);
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const key = event.key.toLowerCase();
  if (isCommand) {
    switch (key) {
      case 'o':
        return screen === 'page' ? press('choose') : true;
      case 'd':
        return screen === 'page' ? focus('#drives-heading') : true;
      case 'r':
        if (isBrowser) return false; // reloading is the browser's
        send({ type: 'drives.rescanAsked' });
        return true;
      case 'enter':
        if (screen !== 'page' || !planBar(state).isReady) return true;
        send({ type: 'review.asked', driveIds: state.ticked });
        return true;
      case '.':
        return press('stop');
      case ',':
        send({ type: 'place.chosen', place: { name: 'settings' } });
        return true;
      default:
        return false;
    }
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    if (event.code === 'Digit1') send({ type: 'place.chosen', place: { name: 'write' } });
    else if (event.code === 'Digit2') send({ type: 'place.chosen', place: { name: 'receipts' } });
    else return false;
    return true;
  }
  if (key === 'f5' && screen === 'page') {
    send({ type: 'drives.rescanAsked' });
    return true;
  }
  if (key === 'f1' || (key === '?' && !isTyping(event.target))) {
    send({ type: 'place.chosen', place: { name: 'help' } });
    return true;
  }
  if (key === 'escape') return press('back');
  return false;
}

function press(name: string): boolean {
  const target = document.querySelector(`[${KEY_TARGET}="${name}"] button, button[${KEY_TARGET}="${name}"]`);
  if (target instanceof HTMLButtonElement && !target.disabled) target.click();
  return true;
}

function focus(selector: string): boolean {
  const target = document.querySelector(selector);
  if (target instanceof HTMLElement) target.focus();
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('input:not([type="checkbox"]), textarea') || target.isContentEditable)
  );
}
