/// <reference lib="dom" />

/**
 * The two worlds of a window's page, as scripts. A function here is sent to the browser as its own text: it may use nothing
 * from outside itself. Worlds share the document's events, which are delivered at once, and nothing else; what goes with an
 * event is cloned. So a call over the bridge is as immediate as Electron's own, and as copied.
 */

/** A value on its way over the bridge. */
type Packed =
  | { readonly value: unknown }
  | { readonly fn: number }
  | { readonly promise: number }
  | { readonly error: string }
  | { readonly list: readonly Packed[] }
  | { readonly entries: readonly (readonly [string, Packed])[] };

export interface Bridge {
  pack(value: unknown): Packed;
  unpack(packed: Packed): unknown;
}

/** One side of the bridge: what `contextBridge` lets through, and nothing else. */
export function makeBridge(prefix: string, here: string, there: string): Bridge {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, { resolve(value: unknown): void; reject(cause: unknown): void }>();
  let lastId = 0;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const fire = (name: string, detail: unknown) => dispatchEvent(new CustomEvent(prefix + name, { detail }));
  const hear = (name: string, heard: (detail: never) => void) =>
    addEventListener(prefix + name, (event) => heard((event as CustomEvent<never>).detail));

  const pack = (value: unknown): Packed => {
    if (typeof value === 'function') {
      const id = nextId();
      functions.set(id, value as (...args: unknown[]) => unknown);
      return { fn: id };
    }
    if (typeof value === 'symbol') throw new TypeError('A symbol cannot cross the bridge');
    if (typeof value !== 'object' || value === null || value instanceof Blob) return { value };
    if (value instanceof Promise) {
      const id = nextId();
      value.then(
        (result) => fire(`settle-${there}`, { id, isOk: true, packed: pack(result) }),
        (cause: unknown) => fire(`settle-${there}`, { id, isOk: false, packed: pack(cause) }),
      );
      return { promise: id };
    }
    if (value instanceof Error) return { error: value.message };
    if (Array.isArray(value)) return { list: value.map(pack) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw new TypeError('An object could not be cloned');
    return { entries: Object.entries(value).map(([key, one]) => [key, pack(one)] as const) };
  };

  const unpack = (packed: Packed): unknown => {
    if ('value' in packed) return packed.value;
    if ('error' in packed) return new Error(packed.error);
    if ('list' in packed) return Object.freeze(packed.list.map(unpack));
    if ('entries' in packed) {
      return Object.freeze(Object.fromEntries(packed.entries.map(([key, one]) => [key, unpack(one)])));
    }
    if ('promise' in packed) {
      return new Promise((resolve, reject) => promises.set(packed.promise, { resolve, reject }));
    }
    return (...args: unknown[]) => {
      const id = `${here}${nextId()}`;
      let answer: { readonly isOk: boolean; readonly packed: Packed } | undefined;
      const answered = (event: Event) => {
        answer = (event as CustomEvent<typeof answer>).detail;
      };
      addEventListener(`${prefix}answer-${id}`, answered, { once: true });
      fire(`call-${there}`, { id, fn: packed.fn, args: args.map(pack) });
      if (answer === undefined) throw new Error('The other side of the bridge is gone');
      const value = unpack(answer.packed);
      if (!answer.isOk) throw value;
      return value;
    };
  };

  hear(`call-${here}`, ({ id, fn, args }: { id: string; fn: number; args: readonly Packed[] }) => {
    try {
      fire(`answer-${id}`, { isOk: true, packed: pack(functions.get(fn)?.(...args.map(unpack))) });
    } catch (cause) {
      fire(`answer-${id}`, { isOk: false, packed: pack(cause instanceof Error ? cause : new Error(String(cause))) });
    }
  });
  hear(`settle-${here}`, ({ id, isOk, packed }: { id: number; isOk: boolean; packed: Packed }) => {
    const waiting = promises.get(id);
    promises.delete(id);
    if (isOk) waiting?.resolve(unpack(packed));
    else waiting?.reject(unpack(packed));
  });
  return { pack, unpack };
}

/** The page's world: gets what the preload script exposes. */
export function mainWorld(prefix: string, bridgeMaker: typeof makeBridge): void {
  const bridge = bridgeMaker(prefix, 'page', 'preload');
  addEventListener(`${prefix}expose`, (event) => {
    const { key, api } = (event as CustomEvent<{ key: string; api: Packed }>).detail;
    if (key in globalThis) throw new Error(`Cannot bind an API on top of the existing property "${key}"`);
    Object.defineProperty(globalThis, key, { value: bridge.unpack(api), enumerable: true });
  });
}

export interface PreloadWorld {
  readonly prefix: string;
  /** Name of the function that takes messages to the main process. */
  readonly outlet: string;
  /** Name that this world gives to the function for messages from there. */
  readonly inlet: string;
}

/** The preload script's world: `electron` as a sandboxed preload script sees it, and the script itself. */
export function preloadWorld(
  { prefix, outlet, inlet }: PreloadWorld,
  bridgeMaker: typeof makeBridge,
  script: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  const bridge = bridgeMaker(prefix, 'preload', 'page');
  const scope = globalThis as unknown as Record<string, (message: string) => void>;
  const listeners = new Map<string, ((...args: unknown[]) => void)[]>();
  const calls = new Map<number, { resolve(value: unknown): void; reject(cause: unknown): void }>();
  const paths = new Map<string, string>();
  let lastId = 0;

  const written = (message: object) =>
    JSON.stringify(message, (_key, value: unknown) => {
      if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
      return value === undefined ? { $undefined: true } : value;
    });
  const read = (text: string): unknown =>
    JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && '$undefined' in value ? undefined : value,
    );
  const out = (message: object) => scope[outlet]?.(written(message));

  scope[inlet] = (text) => {
    const message = read(text) as {
      readonly kind: 'event' | 'answer' | 'paths';
      readonly channel: string;
      readonly args: readonly unknown[];
      readonly id: number;
      readonly error: string | null;
      readonly files: readonly (readonly [string, string])[];
    };
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
    } else if (message.kind === 'answer') {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.error === null) call?.resolve(message.args[0]);
      else call?.reject(new Error(`Error invoking remote method '${message.channel}': ${message.error}`));
    } else {
      for (const [name, path] of message.files) paths.set(name, path);
    }
  };

  const strict = <T extends object>(name: string, parts: T): T =>
    new Proxy(parts, {
      get: (target, key) => {
        if (key in target) return Reflect.get(target, key);
        throw new Error(`The stand-in has no ${name}.${String(key)}`);
      },
    });
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => {
        dispatchEvent(new CustomEvent(`${prefix}expose`, { detail: { key, api: bridge.pack(api) } }));
      },
    }),
    ipcRenderer: strict('ipcRenderer', {
      on: (channel: string, listener: (...args: unknown[]) => void) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
      send: (channel: string, ...args: unknown[]) => out({ kind: 'send', channel, args }),
      invoke: (channel: string, ...args: unknown[]) => {
        lastId += 1;
        const id = lastId;
        return new Promise((resolve, reject) => {
          calls.set(id, { resolve, reject });
          out({ kind: 'invoke', channel, args, id });
        });
      },
    }),
    webUtils: strict('webUtils', {
      getPathForFile: (file: File) => paths.get(file.name) ?? '',
    }),
  });
  const module = { exports: {} };
  const require = (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`A sandboxed preload script cannot require "${name}"`);
  };
  script(require, module, module.exports);
}
