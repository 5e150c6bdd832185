/** What starts a workflow, as a person chooses it: a form is a URL whose input has fields. */
import { isFields } from './access';

export const STARTS = ['event', 'cron', 'form', 'inbound', 'manual', 'api'] as const;
export type Start = (typeof STARTS)[number];

type Json = Record<string, unknown>;

export function startOf(definition: Json): Start {
  const type = definition['trigger_type'] ?? 'manual';
  if (type === 'inbound') return isFields(definition['input_schema']) ? 'form' : 'inbound';
  return STARTS.includes(type as Start) ? (type as Start) : 'manual';
}

/** What each start begins with. */
const FIRST: Record<Start, Json | undefined> = {
  event: { event: 'contact.created' },
  cron: { cron: '0 9 * * 1', timezone: 'Europe/Madrid' },
  form: {},
  inbound: {},
  manual: undefined,
  api: undefined,
};

const FIRST_INPUT: Json = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 }, email: { type: 'string', format: 'email' } } };

/** The definition with another start. The fields of an input stay; what only the former start had goes. */
export function withStart(definition: Json, start: Start): Json {
  if (startOf(definition) === start) return definition;
  const { trigger, input_schema: input, ...others } = definition;
  const wasUrl = definition['trigger_type'] === 'inbound';
  const kept = wasUrl && (start === 'form' || start === 'inbound') && isFields(trigger) ? trigger : FIRST[start];
  const schema = start === 'form' ? (input ?? FIRST_INPUT) : start === 'manual' || start === 'api' ? input : undefined;
  const entries = Object.entries({ ...others, trigger_type: start === 'form' ? 'inbound' : start, ...(kept && { trigger: kept }), ...(schema !== undefined && { input_schema: schema }) });
  // In the order in which people read a definition.
  const order = ['name', 'description', 'trigger_type', 'trigger', 'concurrency', 'input_schema', 'steps'];
  const place = ([name]: [string, unknown]) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(entries.toSorted((one, other) => place(one) - place(other)));
}

export const INPUT_TYPES = ['text', 'number', 'date', 'email', 'truth', 'choice', 'other'] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** One field of the input of a workflow. */
export interface InputField {
  name: string;
  type: InputType;
  isRequired: boolean;
  schema: Json;
}

/** The fields of an `input_schema`. */
export function inputFields(schema: unknown): InputField[] {
  if (!isFields(schema) || !isFields(schema['properties'])) return [];
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  return Object.entries(schema['properties']).map(([name, given]) => {
    const one = isFields(given) ? given : {};
    return { name, type: inputType(one), isRequired: required.includes(name), schema: one };
  });
}

function inputType({ type, format, enum: values }: Json): InputType {
  if (Array.isArray(values)) return values.every((one) => typeof one === 'string') ? 'choice' : 'other';
  if (type === 'boolean') return 'truth';
  if (type === 'number' || type === 'integer') return 'number';
  if (type !== 'string') return 'other';
  return format === 'date' || format === 'email' ? format : format === undefined ? 'text' : 'other';
}

const SCHEMAS: Record<Exclude<InputType, 'other'>, Json> = {
  text: { type: 'string' },
  number: { type: 'number' },
  date: { type: 'string', format: 'date' },
  email: { type: 'string', format: 'email' },
  truth: { type: 'boolean' },
  choice: { type: 'string', enum: ['a', 'b'] },
};

/** The schema of a field of another type; what it is called stays. */
export function ofType({ schema: { title, description } }: InputField, type: InputType): Json {
  if (type === 'other') return {};
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }), ...SCHEMAS[type] };
}

/** An `input_schema` with other fields; all else that it says stays. */
export function withInputFields(schema: unknown, fields: readonly InputField[]): Json {
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  const { required: _, ...others } = isFields(schema) ? schema : { type: 'object' };
  return { ...others, ...(required.length > 0 && { required }), properties: Object.fromEntries(fields.map(({ name, schema: one }) => [name, one])) };
}
