/** An object that throws for every member it does not have: what we use and the stand-in lacks is found at once. */
export function strict<T extends object>(name: string, parts: T): T {
  return new Proxy(parts, {
    get: (target, key) => {
      if (key in target || typeof key === 'symbol' || key === 'then') {
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
      }
      throw new Error(`The stand-in for Electron has no ${name}.${key}`);
    },
    set: (target, key, value) => {
      if (!(key in target)) throw new Error(`The stand-in for Electron has no ${name}.${String(key)}`);
      return Reflect.set(target, key, value, target);
    },
  });
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/u.test(Function.prototype.toString.call(value));
}

/** What Electron hands to listeners of events that can be prevented. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
