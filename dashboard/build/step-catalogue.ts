/**
 * The module `virtual:step-catalogue`: what each type of step takes and, of one that stands for an operation, an answer. Each
 * area, `contacts` or `invoices`, is a chunk of its own, `virtual:steps/contacts`. The module `virtual:definition-schema` has
 * what stands around the inputs of steps. Made from openapi.json when it is built.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ID = 'virtual:step-catalogue';
const AREA = 'virtual:steps/';
const DEFINITION = 'virtual:definition-schema';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

/** What a form needs of a schema: the API checks the rest. */
const KEPT = ['type', 'enum', 'const', 'items', 'properties', 'required', 'anyOf', 'oneOf', 'default', 'description', 'additionalProperties', '$ref', 'format', 'minimum', 'maximum', 'maxLength'];
const REF = '#/components/schemas/';
const TEMPLATE = `${REF}Template`;
/** The area of the types that are no operation. */
const CONTROL = 'control';

export function stepCatalogue(openapi: string): Plugin {
  let areas: Map<string, Area> | undefined;
  return {
    name: 'step-catalogue',
    resolveId: (id) => (id === ID || id === DEFINITION || id.startsWith(AREA) ? `\0${id}` : undefined),
    load(id) {
      if (id !== `\0${ID}` && id !== `\0${DEFINITION}` && !id.startsWith(`\0${AREA}`)) return undefined;
      this.addWatchFile(openapi);
      const document = () => JSON.parse(readFileSync(openapi, 'utf8')) as Document;
      if (id === `\0${DEFINITION}`) return `export default ${JSON.stringify(definitionOf(document()))}`;
      areas ??= areasOf(document());
      if (id !== `\0${ID}`) return `export default ${JSON.stringify(areas.get(id.slice(AREA.length + 1)))}`;
      const places = [...areas].flatMap(([area, { types }]) => Object.keys(types).map((type) => [type, area]));
      const loaders = [...areas.keys()].map((area) => `${JSON.stringify(area)}: () => import(${JSON.stringify(AREA + area)})`);
      return `export const PLACES = ${JSON.stringify(Object.fromEntries(places))};\nexport const AREAS = {${loaders.join(',')}};`;
    },
    watchChange: () => {
      areas = undefined;
    },
  };
}

interface Operation {
  operationId: string;
  summary: string;
  requestBody?: { content: Record<string, { schema?: { properties?: { data?: Json } } }> };
  responses: Record<string, { content?: Record<string, { example?: { data?: Json } }> }>;
}

interface Document {
  paths: Record<string, { post?: Operation }>;
  components: { schemas: Record<string, Fields> };
}

interface Area {
  types: Record<string, { input: Json; summary: string; answer?: Json }>;
  schemas: Fields;
}

function areasOf({ paths, components: { schemas } }: Document): Map<string, Area> {
  const operations = new Map(Object.values(paths).flatMap(({ post }) => (post ? [[post.operationId, post] as const] : [])));
  const { mapping } = (schemas['Step'] as unknown as { discriminator: { mapping: Record<string, string> } }).discriminator;
  const areas = new Map<string, Area>();
  for (const [type, ref] of Object.entries(mapping)) {
    const name = [type, type.replace('.', 's.')].find((one) => operations.has(one)) ?? '';
    const operation = operations.get(name);
    const step = schemas[ref.slice(REF.length)] as { description?: string; properties: { input: Json } } | undefined;
    const isPlain = ref === `${REF}OperationStep`;
    const input = isPlain ? operation?.requestBody?.content['application/json']?.schema?.properties?.data : step?.properties.input;
    if (input === undefined) throw new Error(`${type} has no input in openapi.json`);
    const at = operation ? (name.split('.')[0] ?? '') : CONTROL;
    const area = areas.get(at) ?? { types: {}, schemas: {} };
    areas.set(at, area);
    const answer = operation?.responses['200']?.content?.['application/json']?.example?.data;
    area.types[type] = { input: slim(input), summary: operation?.summary ?? step?.description?.split('\n')[0] ?? '', ...(answer !== undefined && { answer }) };
    gather(area.types[type].input, schemas, area.schemas);
  }
  return areas;
}

/** The schema of a definition, in which a step is what all types have beside their input, and what these refer to. */
function definitionOf({ components: { schemas } }: Document): { definition: Json; step: Json; schemas: Fields } {
  const beside: Fields = {};
  const { input: _, type: __, ...common } = (schemas['OperationStep'] as { properties: Fields }).properties;
  const [definition, step] = [slim(schemas['CreateWorkflow'] ?? {}), slim({ type: 'object', properties: common })];
  for (const schema of [definition, step]) gather(schema, schemas, beside);
  return { definition, step, schemas: beside };
}

/** A schema without what no form reads; where a template may stand for a value, the schema of the value. */
function slim(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(slim);
  if (schema === null || typeof schema !== 'object') return schema;
  const { anyOf, ...others } = schema;
  const real = Array.isArray(anyOf) ? anyOf.filter((one) => !(isFields(one) && (one['$ref'] === TEMPLATE || one['type'] === 'null'))) : [];
  if (real.length === 1 && isFields(real[0])) return slim({ ...real[0], ...others });
  const kept = Object.entries(schema).filter(([name]) => KEPT.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, slimPart(name, name === 'anyOf' ? real : value)]));
}

function slimPart(name: string, value: Json): Json {
  if (name !== 'properties' || !isFields(value)) return ['items', 'anyOf', 'oneOf', 'additionalProperties'].includes(name) ? slim(value) : value;
  return Object.fromEntries(Object.entries(value).map(([field, schema]) => [field, slim(schema)]));
}

/** Put what a schema refers to, and what that refers to, beside it. */
function gather(schema: Json, known: Record<string, Fields>, into: Fields): void {
  if (Array.isArray(schema)) for (const one of schema) gather(one, known, into);
  if (!isFields(schema)) return;
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const name = ref.slice(REF.length);
    if (name === 'Step' || name in into) return; // steps inside a step are drawn, not typed
    into[name] = slim(known[name] ?? {});
    gather(into[name], known, into);
  }
  for (const value of Object.values(schema)) gather(value, known, into);
}

const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
