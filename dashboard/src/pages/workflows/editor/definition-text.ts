/** The text of a definition in the editor, and what is saved of it. */
import type { Workflow } from '@bivelio/sdk';

type Json = Record<string, unknown>;

/** What of a workflow its definition is, in the order in which people read it. */
const FIELDS = ['name', 'description', 'trigger_type', 'trigger', 'concurrency', 'input_schema', 'steps', 'on_failure', 'output'] as const;

/** What a change must say of a field that is not there any more, so that it goes. */
const GONE: Json = { description: '', trigger: {}, on_failure: null, output: null };

/** The definition of a workflow as JSON. */
export function textOf(workflow: Workflow | Json): string {
  const given = workflow as unknown as Json;
  const shown = FIELDS.filter((field) => given[field] !== undefined && given[field] !== null);
  return JSON.stringify(Object.fromEntries(shown.map((field) => [field, given[field]])), null, 2);
}

/** The fields of a change that makes a workflow what the definition says. */
export function changeOf(definition: Json): Json {
  return { ...GONE, ...definition };
}
