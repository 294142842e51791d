/** Deepest nesting that is followed; the tree of USB devices behind hubs stays far below. */
const DEPTH_MAX = 256;

const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<![^>]*>|<(\/?)([A-Za-z]+)(?:\s[^>]*?)?(\/?)>|([^<]+)/g;

/**
 * The value of an XML property list: objects, arrays, strings, numbers (also what is too long for one, as a string), booleans.
 * Dates and data come as their text. Throws a SyntaxError for what is no property list.
 *
 * Source: Apple's PropertyList-1.0.dtd.
 */
export function parsePlist(text: string): unknown {
  const reader = new PlistReader(text);
  return reader.document();
}

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
}

class PlistReader {
  readonly #tokens: IterableIterator<RegExpMatchArray>;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = text.matchAll(TOKEN);
  }

  document(): unknown {
    this.#expect('plist', 'open');
    const value = this.#value(this.#tag());
    this.#expect('plist', 'close');
    return value;
  }

  #value(tag: Tag): unknown {
    if (tag.kind === 'close') throw broken(`</${tag.name}> without its begin`);
    switch (tag.name) {
      case 'dict':
        return this.#nested(tag, () => this.#dict());
      case 'array':
        return this.#nested(tag, () => this.#array());
      case 'true':
      case 'false':
        if (tag.kind === 'open') this.#expect(tag.name, 'close');
        return tag.name === 'true';
      case 'integer':
      case 'real':
        return numberOf(this.#text(tag));
      case 'string':
      case 'date':
      case 'data':
        return this.#text(tag);
      default:
        throw broken(`<${tag.name}>`);
    }
  }

  #nested(tag: Tag, read: () => unknown): unknown {
    if (tag.kind === 'empty') return tag.name === 'array' ? [] : {};
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw broken('nested too deeply');
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #dict(): Readonly<Record<string, unknown>> {
    const entries: [string, unknown][] = [];
    for (let tag = this.#tag(); !(tag.name === 'dict' && tag.kind === 'close'); tag = this.#tag()) {
      if (tag.name !== 'key') throw broken(`<${tag.name}> in place of a key`);
      entries.push([this.#text(tag), this.#value(this.#tag())]);
    }
    return Object.fromEntries(entries); // own properties, whatever their names
  }

  #array(): readonly unknown[] {
    const values: unknown[] = [];
    for (let tag = this.#tag(); !(tag.name === 'array' && tag.kind === 'close'); tag = this.#tag()) {
      values.push(this.#value(tag));
    }
    return values;
  }

  /** Text up to the end of an element that holds nothing else. */
  #text(tag: Tag): string {
    if (tag.kind === 'empty') return '';
    let text = '';
    for (;;) {
      const token = this.#next();
      if (token[4] !== undefined) text += unescapeXml(token[4]);
      else if (token[2] === tag.name && token[1] === '/') return text;
      else if (token[2] !== undefined) throw broken(`<${token[2]}> in a text`);
    }
  }

  /** The next tag; between tags only blanks may stand. */
  #tag(): Tag {
    for (;;) {
      const token = this.#next();
      const [, slash, name, selfClosed, text] = token;
      if (name !== undefined) {
        const kind = slash === '/' ? 'close' : selfClosed === '/' ? 'empty' : 'open';
        return { name, kind };
      }
      if (text !== undefined && text.trim() !== '') throw broken('text outside of an element');
    }
  }

  #expect(name: string, kind: Tag['kind']): void {
    const tag = this.#tag();
    if (tag.name !== name || tag.kind !== kind) throw broken(`<${tag.name}> in place of <${name}>`);
  }

  #next(): RegExpMatchArray {
    const { value, done } = this.#tokens.next();
    if (done === true) throw broken('it ends too early');
    return value;
  }
}

function broken(what: string): SyntaxError {
  return new SyntaxError(`Not a property list: ${what}`);
}

function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
    ? text
    : value;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
