import { useEffect } from 'react';
import type { Command } from '#contract/ipc.ts';
import { useApp } from '../../state/app-context.tsx';
import { screenOf } from '../../state/screen-of.ts';
import { isDialogOpen, pressTarget, runCommand } from './run-command.ts';

export { KEY_TARGET } from './run-command.ts';

/** The keys of ux.md 9, and what the desktop's menu asks for. Neither starts the erase, nor works while a dialog is open. */
export function Shortcuts() {
  const { store, host } = useApp();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isDialogOpen()) return;
      const isPage = screenOf(store.api.getState()) === 'page';
      const meant = meaningOf(event, { isBrowser: host.abilities.isFileCopied, isPage });
      if (meant === null) return;
      event.preventDefault();
      if (meant === 'back') pressTarget('back');
      else runCommand(meant, store);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store, host]);
  useEffect(
    () =>
      host.onCommand?.((command) => {
        // an image that the system hands over waits for nobody's dialog
        if (command.name === 'open-image' || !isDialogOpen()) runCommand(command, store);
      }),
    [store, host],
  );
  return null;
}

const WITH_COMMAND: Readonly<Record<string, Command>> = {
  o: { name: 'choose-file' },
  l: { name: 'from-url' },
  k: { name: 'catalogue' },
  d: { name: 'drives' },
  enter: { name: 'review' },
  '.': { name: 'stop' },
  ',': { name: 'go', place: 'settings' },
};
const WITH_ALT: Readonly<Record<string, Command>> = {
  Digit1: { name: 'go', place: 'write' },
  Digit2: { name: 'go', place: 'receipts' },
};

interface Where {
  /** Reloading is the browser's. */
  readonly isBrowser: boolean;
  readonly isPage: boolean;
}

/** What a key asks for; null: nothing of ours. */
function meaningOf(event: KeyboardEvent, { isBrowser, isPage }: Where): Command | 'back' | null {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (key === 'r' && !isBrowser) return { name: 'rescan' };
    return WITH_COMMAND[key] ?? null;
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey) return WITH_ALT[event.code] ?? null;
  if (key === 'f5' && isPage) return { name: 'rescan' };
  if (key === 'f1' || (key === '?' && !isTyping(event.target))) return { name: 'go', place: 'help' };
  return key === 'escape' ? 'back' : null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('input:not([type="checkbox"]), textarea') || target.isContentEditable)
  );
}
