/** The module `virtual:event-catalogue`: schema and example of each type of event, from openapi.json, made when it is built. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ID = 'virtual:event-catalogue';
const RESOLVED = `\0${ID}`;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

export function eventCatalogue(openapi: string): Plugin {
  return {
    name: 'event-catalogue',
    resolveId: (id) => (id === ID ? RESOLVED : undefined),
    load(id) {
      if (id !== RESOLVED) return undefined;
      this.addWatchFile(openapi);
      return `export default ${JSON.stringify(catalogueOf(JSON.parse(readFileSync(openapi, 'utf8')) as Document))}`;
    },
  };
}

interface Document {
  webhooks: Record<string, { post: { requestBody: { content: { 'application/json': { schema: Fields; example: Json } } } } }>;
  components: { schemas: Fields };
}

function catalogueOf({ webhooks, components }: Document) {
  return Object.fromEntries(
    Object.entries(webhooks).map(([type, { post }]) => {
      const { schema, example } = post.requestBody.content['application/json'];
      return [type, { schema: whole(schema, components.schemas, []), example }];
    }),
  );
}

/** The schema with what it refers to in its place; a schema inside itself is only named. */
function whole(schema: Json, known: Fields, inside: string[]): Json {
  if (Array.isArray(schema)) return schema.map((each) => whole(each, known, inside));
  if (schema === null || typeof schema !== 'object') return schema;
  const { $ref, ...others } = schema;
  if (typeof $ref !== 'string') {
    return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, whole(value, known, inside)]));
  }
  const name = $ref.split('/').at(-1) ?? '';
  if (inside.includes(name)) return { title: name, ...others };
  return { ...(whole(known[name] ?? {}, known, [...inside, name]) as Fields), ...(whole(others, known, inside) as Fields) };
}
