import type { Command } from '#contract/ipc.ts';
import type { AppStore } from '../../state/store.ts';
import { planBar } from '../../state/plan-bar.ts';
import { screenOf } from '../../state/screen-of.ts';

/** Buttons that a key or a menu presses carry this attribute: they do exactly what the button does. */
export const KEY_TARGET = 'data-key';

/** While a dialog is open, its own buttons are all there is. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Does what a key or the desktop asks for, where that is possible now. Nothing here starts the erase. */
export function runCommand(command: Command, { api, send }: AppStore): void {
  const state = api.getState();
  const screen = screenOf(state);
  switch (command.name) {
    case 'open-image':
      // what is on screen gives way to the image that was asked for
      if (state.job?.stage === 'ended') send({ type: 'result.moreAsked' });
      if (state.review.state !== 'none') send({ type: 'review.left' });
      send({ type: 'image.pathGiven', path: command.path });
      return;
    case 'go':
      send({ type: 'place.chosen', place: { name: command.place } });
      return;
    case 'choose-file':
      if (screen === 'page') pressTarget('choose');
      return;
    case 'from-url':
      if (screen === 'page') send({ type: 'url.formOpened', url: '' });
      return;
    case 'catalogue':
      if (screen === 'page') send({ type: 'catalogue.opened' });
      return;
    case 'drives':
      if (screen === 'page') focusOn('#drives-heading');
      return;
    case 'rescan':
      send({ type: 'drives.rescanAsked' });
      return;
    case 'review':
      if (screen === 'page' && planBar(state).isReady) send({ type: 'review.asked', driveIds: state.ticked });
      return;
    case 'stop':
      pressTarget('stop');
      return;
    default:
      command satisfies never;
  }
}

export function pressTarget(name: string): void {
  const target = document.querySelector(`[${KEY_TARGET}="${name}"] button, button[${KEY_TARGET}="${name}"]`);
  if (target instanceof HTMLButtonElement && !target.disabled) target.click();
}

function focusOn(selector: string): void {
  const target = document.querySelector(selector);
  if (target instanceof HTMLElement) target.focus();
}
