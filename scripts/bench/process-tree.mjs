// Watches the processes of one command through /proc: their memory, and how long the reader's threads compute.
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 20;
const PAGE_BYTES = 4096;
/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;
/** Name that Node gives to threads of a program's own. The reader has one: it computes SHA-256. */
const THREAD_NAME = 'WorkerThread';

/**
 * Largest sums of resident memory seen, in bytes. Pages that processes share (the program itself) count in each of them.
 * `hashThreadMs` is the processor time of the reader's own threads.
 *
 * @typedef {{ allBytes: number, workerBytes: number, readerBytes: number, hashThreadMs: number }} TreeFigures
 */

/** Samples all descendants of a process, without the process itself, until `stop`. */
export class ProcessTree {
  #rootPid;
  #timer;
  #allBytes = 0;
  #workerBytes = 0;
  #readerBytes = 0;
  /** @type {Map<string, number>} */
  #threadTicks = new Map();
  /** @type {Map<number, string>} */
  #kinds = new Map();

  /** @param {number} rootPid */
  constructor(rootPid) {
    this.#rootPid = rootPid;
    this.#timer = setInterval(() => this.#sample(), EVERY_MS);
  }

  /** @returns {TreeFigures} */
  stop() {
    clearInterval(this.#timer);
    return {
      allBytes: this.#allBytes,
      workerBytes: this.#workerBytes,
      readerBytes: this.#readerBytes,
      hashThreadMs: [...this.#threadTicks.values()].reduce((sum, ticks) => sum + ticks * TICK_MS, 0),
    };
  }

  #sample() {
    const sums = { all: 0, worker: 0, reader: 0 };
    for (const pid of childrenOf(this.#rootPid)) this.#visit(pid, 'other', sums);
    this.#allBytes = Math.max(this.#allBytes, sums.all);
    this.#workerBytes = Math.max(this.#workerBytes, sums.worker);
    this.#readerBytes = Math.max(this.#readerBytes, sums.reader);
  }

  /**
   * A decoder started by the reader counts as the reader's.
   *
   * @param {number} pid
   * @param {string} parentKind
   * @param {{ all: number, worker: number, reader: number }} sums
   */
  #visit(pid, parentKind, sums) {
    const own = this.#kindOf(pid);
    const kind = own === 'other' ? parentKind : own;
    const bytes = Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;
    sums.all += bytes;
    if (kind === 'worker') sums.worker += bytes;
    if (kind === 'reader') sums.reader += bytes;
    if (own === 'reader') this.#noteThreads(pid);
    for (const child of childrenOf(pid)) this.#visit(child, kind, sums);
  }

  /** The last that is seen of a thread counts: at most the time between two looks is missed. @param {number} pid */
  #noteThreads(pid) {
    for (const thread of threadsOf(pid)) {
      const [, name, rest = ''] = /\((.*)\) (.*)/.exec(read(`/proc/${pid}/task/${thread}/stat`)) ?? [];
      if (name !== THREAD_NAME) continue;
      const fields = rest.split(' '); // from the third one on; user and system time are the 14th and 15th
      this.#threadTicks.set(`${pid} ${thread}`, Number(fields[11]) + Number(fields[12]));
    }
  }

  /** @param {number} pid */
  #kindOf(pid) {
    const known = this.#kinds.get(pid);
    if (known !== undefined) return known;
    const words = read(`/proc/${pid}/cmdline`).split('\0');
    const mode = words.at(-2) === '--stdio' ? (words.at(-3) ?? '') : 'other';
    if (words.length > 1) this.#kinds.set(pid, mode);
    return mode;
  }
}

/** @param {number} pid */
function childrenOf(pid) {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** @param {number} pid */
function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has just ended
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has just ended
  }
}
