/** Long enough to be steady, short enough to follow a change. */
const WINDOW_MS = 10_000;
/** Before this nothing is known of the speed. */
const KNOWN_FROM_MS = 1000;

export interface SpeedSample {
  readonly atMs: number;
  readonly doneBytes: number;
  /** False while the connection is lost or old bytes are checked: the speed begins anew after it. */
  readonly isReceiving: boolean;
}

/** Speed of a download over its last seconds. */
export class SpeedWindow {
  #samples: readonly SpeedSample[] = [];

  add(sample: SpeedSample): void {
    const kept = sample.isReceiving ? this.#samples.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS) : [];
    this.#samples = [...kept, sample];
  }

  /** null: not known yet. */
  get bytesPerSec(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < KNOWN_FROM_MS) return null;
    return ((last.doneBytes - first.doneBytes) * 1000) / (last.atMs - first.atMs);
  }
}
