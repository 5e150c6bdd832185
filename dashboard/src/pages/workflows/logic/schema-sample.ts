/** A value that fits a JSON Schema: the sample of an input. */
import { isFields } from './access';
import type { Schema } from './schema';

const OF_FORMATS: Record<string, string> = { date: '2027-01-15', 'date-time': '2027-01-15T09:00:00Z', email: 'anna@example.com', uri: 'https://example.com' };

export function sampleOf(schema: unknown, depth = 0): unknown {
  if (!isFields(schema) || depth > 8) return null;
  const { type, properties, items, format } = schema;
  const given = schema['default'] ?? schema['const'] ?? (Array.isArray(schema['examples']) ? schema['examples'][0] : undefined) ?? (Array.isArray(schema['enum']) ? schema['enum'][0] : undefined);
  if (given !== undefined) return given;
  if (isFields(properties)) return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, sampleOf(one, depth + 1)]));
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return {};
    case 'array':
      return [sampleOf(items, depth + 1)].filter((one) => one !== null);
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'string':
      return OF_FORMATS[String(format)] ?? 'text';
    default:
      return null;
  }
}

/** The schema of a form for a value of which nothing else is known. */
export function schemaOf(value: unknown): Schema {
  if (Array.isArray(value)) return { type: 'array', items: value.length ? schemaOf(value[0]) : {} };
  if (isFields(value)) return { type: 'object', properties: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schemaOf(one)])) };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { type: typeof value } : {};
}
