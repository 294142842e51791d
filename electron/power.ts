import { powerSaveBlocker } from 'electron';

/** Keeps the computer from sleeping while a job runs; the screen may go dark. */
export class StayAwake {
  #blocker: number | null = null;

  set(isWanted: boolean): void {
    if (isWanted && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (isWanted || this.#blocker === null) return;
    powerSaveBlocker.stop(this.#blocker);
    this.#blocker = null;
  }
}
