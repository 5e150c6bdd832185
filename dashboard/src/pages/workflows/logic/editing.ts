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
