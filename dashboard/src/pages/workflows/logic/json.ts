/** JSON with the place of each value, so that a fault of the API can be shown on its line. */

export interface Place {
  /** The offset of the first character of the value, and of the one after the last. */
  from: number;
  to: number;
}

export interface Located {
  value: unknown;
  /** The place of each value, by its path as the API writes it: `steps[0].input.url`; the whole text is ``. */
  places: Map<string, Place>;
}

/** The text is no JSON. `at` is the offset of the first character that cannot be there. */
export class JsonError extends Error {
  constructor(
    readonly at: number,
    readonly found: string,
  ) {
    super(`unexpected ${found === '' ? 'end' : found}`);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none in a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** Parse a text. Throws JsonError. */
export function locate(text: string): Located {
  const reader = new Reader(text);
  const value = reader.document();
  return { value, places: reader.places };
}

/** The place that a fault names, or of what is around it when its field is not there. */
export function placeOf(places: ReadonlyMap<string, Place>, field: string): Place | undefined {
  for (let path = field; ; path = parentOf(path)) {
    const place = places.get(path);
    if (place || path === '') return place;
  }
}

/** The path of the innermost step, as `steps[0].input.steps[1]`, that an offset is in. */
export function stepAt(places: ReadonlyMap<string, Place>, offset: number): string | undefined {
  let found: string | undefined;
  for (const [path, { from, to }] of places) {
    const isStep = /^(?:steps|on_failure)\[\d+\](?:\.input(?:\.branches\[\d+\])?\.steps\[\d+\])*$/.test(path);
    if (isStep && from <= offset && offset <= to && path.length > (found?.length ?? 0)) found = path;
  }
  return found;
}

/** The number of the line, from 1, and the column, from 1, of an offset. */
export function lineOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The path around a path: of `a[0].b` it is `a[0]`, of `a[0]` it is `a`. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));
}

class Reader {
  readonly places = new Map<string, Place>();
  #at = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.#value('', 0);
    if (this.#at < this.text.length) this.#refuse();
    return value;
  }

  #value(path: string, depth: number): unknown {
    this.#take(SPACE);
    const from = this.#at;
    const value = this.#bare(path, depth);
    this.places.set(path, { from, to: this.#at });
    this.#take(SPACE);
    return value;
  }

  #bare(path: string, depth: number): unknown {
    if (depth > 200) return this.#refuse();
    const next = this.text[this.#at];
    if (next === '{') return this.#object(path, depth);
    if (next === '[') return this.#array(path, depth);
    const token = this.#take(STRING) ?? this.#take(NUMBER) ?? this.#take(WORD);
    return token === undefined ? this.#refuse() : JSON.parse(token);
  }

  #object(path: string, depth: number): unknown {
    const entries: [string, unknown][] = [];
    this.#at++;
    this.#take(SPACE);
    if (this.#skip('}')) return {};
    do {
      this.#take(SPACE);
      const token = this.#take(STRING);
      if (token === undefined) return this.#refuse();
      const name = JSON.parse(token) as string;
      this.#take(SPACE);
      if (!this.#skip(':')) this.#refuse();
      entries.push([name, this.#value(path === '' ? name : `${path}.${name}`, depth + 1)]);
    } while (this.#skip(','));
    if (!this.#skip('}')) this.#refuse();
    return Object.fromEntries(entries);
  }

  #array(path: string, depth: number): unknown[] {
    const values: unknown[] = [];
    this.#at++;
    this.#take(SPACE);
    if (this.#skip(']')) return values;
    do values.push(this.#value(`${path}[${values.length}]`, depth + 1));
    while (this.#skip(','));
    if (!this.#skip(']')) this.#refuse();
    return values;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.text)?.[0];
    this.#at += token?.length ?? 0;
    return token;
  }

  #skip(character: string): boolean {
    const isThere = this.text[this.#at] === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #refuse(): never {
    throw new JsonError(this.#at, this.text[this.#at] ?? '');
  }
}
