// openapi.json and what tools/site adds to it, read once for all pages.
import { readFileSync } from 'node:fs';
import type { Shape } from '../scripts/code';
import described from '../../generated/operations.json';

export interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  [limit: string]: unknown;
}

export interface Described {
  path: string;
  title: string;
  samples: Record<'curl' | 'python' | 'javascript', string>;
  codes: Record<string, string[]>;
  state: Record<'name' | 'because', Record<string, string>> | null;
  shape: Shape;
}

const file = new URL('./generated/public/openapi.json', `file://${process.cwd()}/`);
export const openapi = JSON.parse(readFileSync(file, 'utf-8'));
export const operations = described as unknown as Record<string, Described>;

/** The object of the document for an operation's id. */
export function operation(id: string): any {
  return openapi.paths[operations[id].path].post;
}

/** What a reference of the document leads to; anything else is returned as it is. */
export function resolved<T extends { $ref?: string }>(found: T): T {
  if (!found.$ref) return found;
  const target = found.$ref.split('/').slice(1).reduce((at: any, name) => at[name], openapi);
  return { ...target, ...found, $ref: undefined };
}

/** The schema of `data` inside the envelope, or of the whole body where there is no envelope. */
export function inner(schema: Schema): Schema {
  return schema.properties?.data ?? schema;
}
