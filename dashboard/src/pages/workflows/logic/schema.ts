/** What a type of step takes, as the fields of a form. Schemas are those of openapi.json, by `build/step-catalogue.ts`. */

export interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: boolean | Schema;
  description?: string;
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  $ref?: string;
}

/** The schemas that others refer to, by name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** How a field is typed. */
export type Kind = 'text' | 'number' | 'truth' | 'choice' | 'list' | 'fields' | 'map' | 'any';

export interface FormField {
  name: string;
  schema: Schema;
  kind: Kind;
  isRequired: boolean;
}

/** A schema without what it only refers to. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  let { $ref, ...found } = schema;
  for (let hops = 0; $ref !== undefined && hops < 5; hops++) {
    const target: Schema = schemas[$ref.split('/').at(-1) ?? ''] ?? {};
    found = { ...target, ...found };
    $ref = target.$ref;
  }
  return found;
}

export function kindOf({ type, enum: values, properties, items, additionalProperties, anyOf, const: constant }: Schema): Kind {
  if (values || constant !== undefined) return 'choice';
  if (type === 'boolean') return 'truth';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array' || items) return 'list';
  if (properties) return 'fields';
  if (type === 'object' || additionalProperties) return 'map';
  if (type === 'string') return 'text';
  // A number or a text that is one: a person types it.
  if (anyOf?.every((one) => ['string', 'number', 'integer'].includes(one.type ?? ''))) return anyOf.some((one) => one.type !== 'string') ? 'number' : 'text';
  return 'any';
}

/** The fields of an object. */
export function fieldsOf(schema: Schema, schemas: Schemas): FormField[] {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  return Object.entries(properties).map(([name, given]) => {
    const of = resolved(given, schemas);
    return { name, schema: of, kind: kindOf(of), isRequired: required.includes(name) };
  });
}
