/** A value that fits a JSON Schema: the sample of an input. */
import { isFields } from './access';

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
