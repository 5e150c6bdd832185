/** Values of a definition by their paths, `steps[0].input.body`, as the API's faults name them. Nothing else of it changes. */

type Json = Record<string, unknown>;

/** The names and positions of a path. */
export function namesOf(path: string): (string | number)[] {
  return (path.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((name) => (name.startsWith('[') ? Number(name.slice(1, -1)) : name));
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: string): unknown {
  return valueIn(root, namesOf(path));
}

export function valueIn(root: unknown, names: readonly (string | number)[]): unknown {
  let value = root;
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Json)[name];
  }
  return value;
}

/** A copy with another value at a path; undefined takes the field out. The order of the fields stays. */
export function withValue<T>(root: T, path: string, value: unknown): T {
  return withValueIn(root, namesOf(path), value) as T;
}

export function withValueIn(root: unknown, [name, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (name === undefined) return value;
  if (typeof name === 'number') {
    const list = Array.isArray(root) ? [...(root as unknown[])] : [];
    const next = withValueIn(list[name], rest, value);
    if (next === undefined) list.splice(name, 1);
    else list[name] = next;
    return list;
  }
  const fields: Json = typeof root === 'object' && root !== null && !Array.isArray(root) ? { ...(root as Json) } : {};
  const next = withValueIn(fields[name], rest, value);
  if (next === undefined) delete fields[name];
  else fields[name] = next;
  return fields;
}

export const isFields = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
