// Watches the memory of the processes of one command through /proc.
import { readFileSync } from 'node:fs';

const EVERY_MS = 20;
const PAGE_BYTES = 4096;

/**
 * Largest sums of resident memory seen, in bytes. Pages that processes share (the program itself) count in each of them.
 *
 * @typedef {{ allBytes: number, workerBytes: number, readerBytes: number }} TreeFigures
 */

/** Samples all descendants of a process, without the process itself, until `stop`. */
export class ProcessTree {
  #rootPid;
  #timer;
  #allBytes = 0;
  #workerBytes = 0;
  #readerBytes = 0;
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
    for (const child of childrenOf(pid)) this.#visit(child, kind, sums);
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

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has just ended
  }
}
