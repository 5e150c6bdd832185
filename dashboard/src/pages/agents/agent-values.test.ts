import { expect, test } from 'vitest';
import { definitionOf, valuesOf } from './agent-values';

test('a new agent has no schema, and a changed one loses it when it is emptied', () => {
  const values = { ...valuesOf(), name: 'Resumidor', tools: ' contact.find, , case.create' };
  expect(definitionOf(values, true)).not.toHaveProperty('output_schema');
  expect(definitionOf(values)).toMatchObject({ output_schema: null, tools: ['contact.find', 'case.create'], maximum_credits: 5 });
});

test('a schema goes as an object, and what is no JSON goes as it is', () => {
  expect(definitionOf({ ...valuesOf(), output_schema: '{"type": "object"}' }).output_schema).toEqual({ type: 'object' });
  expect(definitionOf({ ...valuesOf(), output_schema: '{"type": ' }).output_schema).toBe('{"type": ');
});
