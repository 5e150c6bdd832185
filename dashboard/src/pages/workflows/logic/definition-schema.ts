/** What the schema of a definition says at a place: the way there, step by step, through the schemas of the types of steps. */
import { resolved, type Schema, type Schemas } from './schema';

/** A part of a place's way: what has the name or position, and of an object the type that it says it has. */
export interface Part {
  name: string | number;
  /** The `type` of the object that has the name: a step's input depends on it. */
  type: string | undefined;
}

export interface Known {
  schema: Schema;
  schemas: Schemas;
  /** The type of the innermost step around. */
  type: string;
}

/** The parts of the schema of a definition that hold for all types, and those of a type. */
export interface Sources {
  definition: Schema;
  step: Schema;
  schemas: Schemas;
  typeOf: (type: string) => Promise<{ input: Schema; schemas: Schemas; summary: string } | undefined>;
  types: readonly string[];
}

const STEP = '#/components/schemas/Step';

/** What is known of a place; undefined where anything may stand. */
export async function knownAt(parts: readonly Part[], sources: Sources): Promise<Known | undefined> {
  let known: Known | undefined = { schema: sources.definition, schemas: sources.schemas, type: '' };
  for (const [at, part] of parts.entries()) {
    const below: Schema | undefined = known && childOf(known, part.name);
    if (!known || !below) return undefined;
    known = below.$ref === STEP ? await stepOf(sources, parts[at + 1]?.type ?? '') : { ...known, schema: resolved(below, known.schemas) };
  }
  return known;
}

/** A step as an object: what all have, its type, and the input of its type. */
async function stepOf({ step, schemas, typeOf, types }: Sources, type: string): Promise<Known> {
  const own = await typeOf(type);
  const { id, name, note, ...others } = step.properties ?? {};
  const properties = { id, name, note, type: { type: 'string', enum: [...types] }, input: own ? resolved(own.input, own.schemas) : { type: 'object' }, ...others };
  return { schema: { ...step, properties: properties as Record<string, Schema>, required: ['id', 'type', 'input'] }, schemas: { ...schemas, ...own?.schemas }, type };
}

/** The schemas that a value may have: one of several alternatives is as good as any other. */
export function alternatives(schema: Schema, schemas: Schemas, depth = 0): Schema[] {
  const of = resolved(schema, schemas);
  const inner = depth < 3 ? [...(of.anyOf ?? []), ...(of.oneOf ?? [])] : [];
  return [of, ...inner.flatMap((one) => alternatives(one, schemas, depth + 1))];
}

function childOf({ schema, schemas }: Known, name: string | number): Schema | undefined {
  for (const one of alternatives(schema, schemas)) {
    if (typeof name === 'number' && one.items) return one.items;
    if (typeof name === 'string' && one.properties && Object.hasOwn(one.properties, name)) return one.properties[name];
    if (typeof name === 'string' && typeof one.additionalProperties === 'object') return one.additionalProperties;
  }
  return undefined;
}

/** The fields that an object of a schema may have, those that it must have first. */
export function fieldsAt({ schema, schemas }: Known): { name: string; schema: Schema; isRequired: boolean }[] {
  const found = new Map<string, { name: string; schema: Schema; isRequired: boolean }>();
  for (const { properties = {}, required = [] } of alternatives(schema, schemas)) {
    for (const [name, given] of Object.entries(properties)) {
      if (!found.has(name)) found.set(name, { name, schema: { ...resolved(given, schemas), ...(given.description && { description: given.description }) }, isRequired: required.includes(name) });
    }
  }
  return [...found.values()].toSorted((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

/** The values that a schema lists, as JSON. */
export function valuesAt({ schema, schemas }: Known): string[] {
  const all = alternatives(schema, schemas).flatMap(({ enum: values, const: constant, type }) => [
    ...(values ?? []),
    ...(constant === undefined ? [] : [constant]),
    ...(type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(all.map((one) => JSON.stringify(one)))];
}

/** How a value of a schema begins, with the place of the cursor as `|`. */
export function emptyOf(schema: Schema, schemas: Schemas): string {
  const all = alternatives(schema, schemas);
  if (schema.default !== undefined && schema.default !== null) return `${JSON.stringify(schema.default)}|`;
  const type = all.find((one) => one.type !== undefined)?.type ?? (all.some(({ properties }) => properties) ? 'object' : undefined);
  if (type === 'array') return '[|]';
  if (type === 'object') return '{|}';
  if (type === 'string') return '"|"';
  return '|';
}
