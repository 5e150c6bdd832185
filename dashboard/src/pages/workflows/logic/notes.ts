/** Notes of steps: what people wrote for each other. */
import { isFields, valueAt } from './access';
import { allSteps } from './definition';

/** A definition without them, for who looks for expressions: nothing in a note is one. */
export function withoutNotes(definition: unknown): unknown {
  const root = structuredClone(definition);
  for (const { path } of allSteps(root)) {
    const raw = valueAt(root, path);
    if (isFields(raw)) delete raw['note'];
  }
  return root;
}
