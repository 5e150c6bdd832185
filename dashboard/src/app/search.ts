/**
 * Filters, tabs and panels in the address. `searchOf({ q: text, page: number })` makes the function that a route reads its
 * search parameters with: what is unknown or cannot be is left out, so that an old or wrong link still opens.
 */
type Reader<T> = (value: unknown) => T | undefined;
type Shape = Record<string, Reader<unknown>>;
export type Search<S extends Shape> = { [name in keyof S]?: Exclude<ReturnType<S[name]>, undefined> };

export const text: Reader<string> = (value) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) || undefined : undefined;

/** A word of two letters or digits, such as `SL`, `S.L.` or `12`, or what an address begins with: by less the API searches nothing. */
const SEARCHED = /[\p{L}\p{N}](?:@|[.&·]?[\p{L}\p{N}])/u;

/** What a list is searched by: nothing, when no word of it can be. */
export const query: Reader<string> = (value) => {
  const typed = text(value)?.trim() ?? '';
  return SEARCHED.test(typed) ? typed : undefined;
};

export const number: Reader<number> = (value) => {
  const found = Number(value);
  return Number.isInteger(found) && found > 0 ? found : undefined;
};

export const flag: Reader<boolean> = (value) => (value === true || value === 'true' ? true : undefined);

/** One of some words. */
export function oneOf<const T extends string>(...words: T[]): Reader<T> {
  return (value) => words.find((word) => word === value);
}

/** The order of a list by one of these, or by the reverse with `-`, as the API names them. */
export function orderBy<const T extends string>(...names: T[]): Reader<T | `-${T}`> {
  return (value) => names.flatMap((name) => [name, `-${name}`] as const).find((order) => order === value);
}

/** Some of some words. */
export function someOf<const T extends string>(...words: T[]): Reader<T[]> {
  return (value) => {
    const found = words.filter((word) => (Array.isArray(value) ? value.includes(word) : value === word));
    return found.length ? found : undefined;
  };
}

/** Words that people choose: tags. */
export const words: Reader<string[]> = (value) => {
  const found = (Array.isArray(value) ? value : [value]).map((word) => text(word)).filter((word) => word !== undefined);
  return found.length ? [...new Set(found)] : undefined;
};

/** Return the function that reads these parameters. */
export function searchOf<S extends Shape>(shape: S): (raw: Record<string, unknown>) => Search<S> {
  return (raw) => {
    const found: Record<string, unknown> = {};
    for (const [name, read] of Object.entries(shape)) {
      const value = read(raw[name]);
      // The router lays what a route has read over the raw address: what cannot be takes the raw value's place.
      if (value !== undefined || raw[name] !== undefined) found[name] = value;
    }
    return found as Search<S>;
  };
}
