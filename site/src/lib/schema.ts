// A schema as a tree of fields, as a page shows it.
import { resolved, type Schema } from './openapi';
import type { Tongue } from './types';

export interface Field {
  name: string;
  anchor: string;
  type: string;
  required: boolean;
  nullable: boolean;
  description: string;
  limits: string[];
  values: string[];
  inner?: Shape;
}

/** What is inside a field: fields, or variants of which one is sent. A shape that was shown before has only its name. */
export interface Shape {
  name: string;
  again: boolean;
  fields: Field[];
  variants: Variant[];
}

export interface Variant {
  label: string;
  shape: Shape;
  description: string;
}

const LIMITS: [string, (value: any, words: Tongue['words']) => string | undefined][] = [
  ['minLength', (value, words) => (value > 1 ? `${words.atLeast} ${value} ${words.characters}` : undefined)],
  ['maxLength', (value, words) => `${words.atMost} ${number(value)} ${words.characters}`],
  ['minimum', (value) => `≥ ${number(value)}`],
  ['maximum', (value) => `≤ ${number(value)}`],
  ['minItems', (value, words) => (value > 0 ? `${words.atLeast} ${value}` : undefined)],
  ['maxItems', (value, words) => `${words.atMost} ${number(value)}`],
  ['maxProperties', (value, words) => `${words.atMost} ${number(value)} ${words.members}`],
  ['default', (value, words) => (value === null || value === '' ? undefined : `${words.default} ${JSON.stringify(value)}`)],
];

/** Where a shape stands: the beginning of the anchors in it, the names of the shapes that the page has shown, its language. */
interface Place {
  anchor: string;
  shown: Set<string>;
  tongue: Tongue;
}

const TEMPLATE = '#/components/schemas/Template';

/** The shape of an object's schema. `place.shown` holds the names of the shapes of this page, and gets those of this one. */
export function shapeOf(schema: Schema, place: Place): Shape {
  return shape(schema, place) ?? { name: '', again: false, fields: [], variants: [] };
}

/** A field of a request that a form has an input for: a text, a number, or one of some values. */
export interface Plain {
  name: string;
  isNumber: boolean;
  values: string[];
}

const MOST_PLAIN = 12;

/** The fields of a request's schema that are no objects and lists, required ones first; of many the first dozen. */
export function plainFields(schema: Schema): Plain[] {
  const about = resolved(schema);
  const required = new Set(about.required ?? []);
  const found = Object.entries(about.properties ?? {}).flatMap(([name, value]) => plain(name, value));
  return found.sort((a, b) => Number(required.has(b.name)) - Number(required.has(a.name))).slice(0, MOST_PLAIN);
}

function plain(name: string, value: Schema): Plain[] {
  const kinds = alternatives(resolved(value)).map(resolved).filter((kind) => kind.type !== 'null');
  const kind = kinds.length ? kinds[0] : resolved(value);
  if (kinds.length > 1 || !['string', 'integer', 'number', 'boolean'].includes(kind.type ?? '')) return [];
  const values = kind.type === 'boolean' ? ['true', 'false'] : (kind.enum ?? []).map(String);
  return [{ name, isNumber: kind.type === 'integer' || kind.type === 'number', values }];
}

function shape(schema: Schema, place: Place): Shape | undefined {
  const { shown } = place;
  const name = schema.$ref?.split('/').pop() ?? '';
  const about = resolved(schema);
  const kinds = alternatives(about);
  if (about.discriminator) {
    if (name && shown.has(name)) return { name, again: true, fields: [], variants: [] };
    if (name) shown.add(name);
    const variants = Object.entries(about.discriminator.mapping).map(([label, $ref]) => variant(label, { $ref }, place));
    return { name, again: false, fields: [], variants };
  }
  if (kinds.length === 1) return shape(kinds[0], place);
  if (kinds.length > 1) {
    const objects = kinds.filter((kind) => Object.keys(resolved(kind).properties ?? {}).length > 0);
    if (objects.length === 0) return lists(kinds, place);
    if (objects.length === 1) return shape(objects[0], place);
    return { name, again: false, fields: [], variants: objects.map((kind) => variant(label(kind, place.tongue), kind, place)) };
  }
  if (about.type === 'array' && about.items) return shape(about.items, place);
  if (isMap(about)) return shape(about.additionalProperties as Schema, place);
  if (!about.properties || Object.keys(about.properties).length === 0) return undefined;
  if (name && shown.has(name)) return { name, again: true, fields: [], variants: [] };
  if (name) shown.add(name);
  const required = new Set(about.required ?? []);
  const fields = Object.entries(about.properties).map(([each, value]) => field(each, value, required.has(each), place));
  fields.sort((a, b) => Number(b.required) - Number(a.required));
  return { name, again: false, fields, variants: [] };
}

function lists(kinds: Schema[], place: Place): Shape | undefined {
  const list = kinds.find((kind) => resolved(kind).type === 'array');
  return list && shape(list, place);
}

function variant(name: string, schema: Schema, place: Place): Variant {
  const inside = { ...place, anchor: `${place.anchor}.${name}` };
  return { label: name, shape: shapeOf(schema, inside), description: place.tongue.say(sentence(resolved(schema).description)) };
}

function field(name: string, schema: Schema, required: boolean, place: Place): Field {
  const { tongue } = place;
  const anchor = `${place.anchor}.${name}`;
  const around = resolved(schema);
  const kinds = alternatives(around);
  const only = kinds.length === 1 ? { ...resolved(kinds[0]), ...definedIn(around) } : around;
  const values = enumerated(only.type === 'array' && only.items ? resolved(only.items) : only, kinds);
  return {
    name,
    anchor,
    type: typeName(schema, tongue),
    required,
    nullable: (around.anyOf ?? around.oneOf ?? []).some((kind) => kind.type === 'null'),
    description: tongue.say(schema.description ?? around.description ?? ''),
    limits: LIMITS.flatMap(([key, text]) => (only[key] === undefined ? [] : (text(only[key], tongue.words) ?? []))),
    values,
    inner: shape(schema, { ...place, anchor }),
  };
}

function definedIn(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key, value]) => key !== 'anyOf' && value !== undefined));
}

/** The kinds of value that a schema allows, without null and without the expressions of workflows. */
function alternatives(schema: Schema): Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []).filter((kind) => kind.type !== 'null' && kind.$ref !== TEMPLATE);
}

function enumerated(schema: Schema, kinds: Schema[]): string[] {
  const found = schema.enum ?? (schema.const === undefined ? kinds.flatMap((kind) => resolved(kind).enum ?? []) : [schema.const]);
  return found.filter((value) => value !== null).map(String);
}

function typeName(schema: Schema, tongue: Tongue): string {
  const { words } = tongue;
  const about = resolved(schema);
  const kinds = alternatives(about);
  const hasTemplate = (about.anyOf ?? []).some((kind) => kind.$ref === TEMPLATE);
  if (schema.$ref === TEMPLATE) return words.expression;
  let found: string;
  if (about.discriminator) found = words.one.object;
  else if (kinds.length > 0) found = [...new Set(kinds.map((kind) => typeName(kind, tongue)))].join(` ${words.or} `);
  else if (about.type === 'array') found = `${words.listOf} ${about.items ? plural(about.items, tongue) : words.any}`;
  else if (isMap(about)) found = `${words.mapOf} ${plural(about.additionalProperties as Schema, tongue)}`;
  else if (about.const !== undefined) found = named(typeof about.const, words.one);
  else found = about.format ?? named(about.type ?? '', words.one, words.any);
  return hasTemplate ? `${found} ${words.or} ${words.expression}` : found;
}

function label(schema: Schema, tongue: Tongue): string {
  return schema.$ref?.split('/').pop() ?? typeName(schema, tongue);
}

/** The name of a type of which there are many: of a simple one its plural. */
function plural(schema: Schema, tongue: Tongue): string {
  const one = typeName(schema, tongue);
  const type = Object.entries(tongue.words.one).find(([, word]) => word === one)?.[0] ?? '';
  return named(type, tongue.words.many, one);
}

function named(type: string, names: Record<string, string>, otherwise = type): string {
  return names[type] ?? otherwise;
}

function isMap(schema: Schema): boolean {
  return typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0;
}

function sentence(text: unknown): string {
  return String(text ?? '').split('\n\n')[0];
}

function number(value: number): string {
  return Math.abs(value) >= 10_000 ? value.toLocaleString('en') : String(value);
}

/** A text with `code` in backquotes as HTML. */
export function prose(text: string): string {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return safe.replace(/`+([^`]+)`+/g, '<code>$1</code>');
}
