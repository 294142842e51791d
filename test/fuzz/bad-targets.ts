import type { Target } from './target.ts';

const bad = (parse: Target['parse']): Target => ({ seeds: () => [Buffer.alloc(4096, 7)], hot: [], mend: null, parse });
const MIB = 1024 * 1024;
const forEver = () => new Promise(() => undefined);

/** Parsers that do what none may do: the fuzzing must find each of them. */
export const TARGETS: Readonly<Record<string, Target>> = {
  buffer: bad(() => Promise.resolve(Buffer.alloc(65 * MIB))),
  'many-buffers': bad(() => Promise.resolve(Array.from({ length: 70 }, () => Buffer.allocUnsafeSlow(MIB)))),
  array: bad(() => Promise.resolve(new Uint8Array(65 * MIB))),
  read: bad((bytes) => bytes.readAt(0, 65 * MIB)),
  list: bad(() => Promise.resolve(Array.from({ length: 12 * MIB }, (_, index) => ({ index })))),
  text: bad(() =>
    Promise.resolve(
      Array.from({ length: 40 }, (_, index) =>
        String(index % 10)
          .repeat(3 * MIB)
          .split(''),
      ),
    ),
  ),
  exception: bad(() => Promise.reject(new TypeError('Cannot read properties of undefined'))),
  range: bad((_, whole) => Promise.resolve(whole.readUInt32LE(5000))),
  loop: bad(() => {
    for (let never = 0; never >= 0; ) never = Math.abs(never);
    return Promise.resolve();
  }),
  waits: bad(forEver),
};
