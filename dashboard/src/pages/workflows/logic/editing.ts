/** Changes of a definition: steps inserted, moved, copied and taken out. Each returns a new definition. */
import { allSteps } from './definition';

type Json = Record<string, unknown>;
type Place = { list: unknown[]; position: number; root: Json };

/** Insert a step after the one at a path, or at the end of the top level; its id is made unique. */
export function insertStep(definition: Json, step: Json, after?: string): { definition: Json; path: string } {
  const root = structuredClone(definition);
  if (!Array.isArray(root['steps'])) root['steps'] = [];
  const place = after === undefined ? undefined : find(root, after);
  const list = place?.list ?? (root['steps'] as unknown[]);
  const position = place ? place.position + 1 : list.length;
  list.splice(position, 0, withFreshIds(structuredClone(step), idsOf(root)));
  return { definition: root, path: `${after && place ? after.slice(0, after.lastIndexOf('[')) : 'steps'}[${position}]` };
}

/** Take a step out, with those inside it. */
export function removeStep(definition: Json, path: string): Json {
  const root = structuredClone(definition);
  const place = find(root, path);
  place?.list.splice(place.position, 1);
  return root;
}

/** Put a step one place earlier (-1) or later (1) in its body. The path is the same when there is no such place. */
export function moveStep(definition: Json, path: string, by: -1 | 1): { definition: Json; path: string } {
  const root = structuredClone(definition);
  const place = find(root, path);
  const to = (place?.position ?? 0) + by;
  if (!place || to < 0 || to >= place.list.length) return { definition: root, path };
  place.list.splice(to, 0, ...place.list.splice(place.position, 1));
  return { definition: root, path: `${path.slice(0, path.lastIndexOf('['))}[${to}]` };
}

/** Put a copy of a step after it. */
export function copyStep(definition: Json, path: string): { definition: Json; path: string } {
  const place = find(definition, path);
  return place ? insertStep(definition, place.list[place.position] as Json, path) : { definition, path };
}

/** An id that no step has: `crida`, `crida_2`, `crida_3`. */
export function freshId(wanted: string, taken: ReadonlySet<string>): string {
  const stem = wanted.replace(/_\d+$/, '');
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${stem.slice(0, 36)}_${number}`;
  return id;
}

const idsOf = (definition: Json) => new Set(allSteps(definition).map(({ step }) => step.id));

function withFreshIds(step: Json, taken: Set<string>): Json {
  for (const { step: inner, path } of allSteps({ steps: [step] })) {
    const place = find({ steps: [step] }, path);
    const id = freshId(inner.id || 'pas', taken);
    taken.add(id);
    if (place) (place.list[place.position] as Json)['id'] = id;
  }
  return step;
}

/** The list that a step is in, and its position there. */
function find(root: Json, path: string): Place | undefined {
  const names = path.match(/[^.[\]]+/g) ?? [];
  const last = Number(names.pop());
  let value: unknown = root;
  for (const name of names) value = (value as Json | undefined)?.[name];
  return Array.isArray(value) && last < value.length ? { list: value, position: last, root } : undefined;
}

/** Put a step at a position of a body, `steps` or `steps[1].input.steps`; its id is made unique. */
export function insertAt(definition: Json, step: Json, body: string, position: number): { definition: Json; path: string } {
  const root = structuredClone(definition);
  const list = bodyOf(root, body);
  const at = Math.min(position, list.length);
  list.splice(at, 0, withFreshIds(structuredClone(step), idsOf(root)));
  return { definition: root, path: `${body}[${at}]` };
}

/**
 * Move a step to a position of a body, its own or another one. It stays where it is when that is inside itself, or when a
 * body would be left without a step.
 */
export function placeAt(definition: Json, path: string, body: string, position: number): { definition: Json; path: string } {
  const root = structuredClone(definition);
  const place = find(root, path);
  if (!place || body.startsWith(`${path}.`)) return { definition: root, path };
  const target = bodyOf(root, body);
  const isSame = target === place.list;
  if (!isSame && place.list.length === 1 && path.slice(0, path.lastIndexOf('[')) !== 'steps') return { definition: root, path };
  const [step] = place.list.splice(place.position, 1);
  const at = Math.min(isSame && position > place.position ? position - 1 : position, target.length);
  target.splice(at, 0, step);
  const placed = [...allStepsRaw(root)].find(([, one]) => one === step);
  return { definition: root, path: placed?.[0] ?? path };
}

/** The list of steps of a body, made when there is none. */
function bodyOf(root: Json, body: string): unknown[] {
  const names = body.match(/[^.[\]]+/g) ?? [];
  const last = names.pop() ?? 'steps';
  let value: Json = root;
  for (const name of names) value = value[name] as Json;
  if (!Array.isArray(value[last])) value[last] = [];
  return value[last] as unknown[];
}

/** Each step as it is written, by its path. */
function* allStepsRaw(root: Json): Generator<[string, unknown]> {
  for (const { path } of allSteps(root)) {
    const place = find(root, path);
    if (place) yield [path, place.list[place.position]];
  }
}
