import { expect, test } from 'vitest';
import { creditsFor, definitionOf, modelsFor, valuesOf } from './agent-values';
import { grantOf, newTool, toolValuesOf } from './grants';

test('a new agent has no schema, and a changed one loses it when it is emptied', () => {
  const values = { ...valuesOf(), name: 'Resumidor', tools: [newTool('contacts.find'), newTool('cases.create')] };
  expect(definitionOf(values, true)).not.toHaveProperty('output_schema');
  expect(definitionOf(values)).toMatchObject({ output_schema: null, tools: ['contacts.find', 'cases.create'], maximum_credits: 5 });
});

test('a limit of a day is a number, and one that is emptied is taken away', () => {
  expect(definitionOf({ ...valuesOf(), daily_credits: '40' }, true)).toMatchObject({ daily_credits: 40 });
  expect(definitionOf(valuesOf(), true)).not.toHaveProperty('daily_credits');
  expect(definitionOf(valuesOf())).toMatchObject({ daily_credits: null });
});

test('tools stay as they were granted, and one of which nothing is said is its name', () => {
  const granted = [
    'contact.find',
    { name: 'cases.create', approval: 'always' as const },
    { name: 'invoices.issue', approval: { over: { total: 500 } } },
    { name: 'mcp:notion:search', approval: 'always' as const, reach: 'all' as const, pinned: 'a'.repeat(32) },
  ];
  expect(granted.map(toolValuesOf).map(grantOf)).toEqual(granted);
  expect(grantOf(toolValuesOf({ name: 'contacts.list', reach: 'person' }))).toBe('contacts.list');
  expect(grantOf({ ...newTool('invoices.send'), asks: 'over', limits: [{ field: 'total', most: '' }] })).toEqual({ name: 'invoices.send', approval: { over: { total: '' } } });
});

test('a schema goes as an object, and what is no JSON goes as it is', () => {
  expect(definitionOf({ ...valuesOf(), output_schema: '{"type": "object"}' }).output_schema).toEqual({ type: 'object' });
  expect(definitionOf({ ...valuesOf(), output_schema: '{"type": ' }).output_schema).toBe('{"type": ');
});

test('a new agent names a model only when one is chosen, and the list has the one that an agent has', () => {
  expect(definitionOf(valuesOf(), true)).not.toHaveProperty('model');
  expect(definitionOf({ ...valuesOf(), model: 'gemini-4-neon' }, true)).toMatchObject({ model: 'gemini-4-neon' });
  const names = (current: string) => modelsFor(current).map(({ name }) => name);
  expect(names('')[0]).toBe('gemini-3.5-flash-lite');
  expect(names('')).not.toContain('gemini-2.5-flash');
  expect(names('gemini-2.5-flash')).toContain('gemini-2.5-flash');
  expect(names('gpt-4o')[0]).toBe('gpt-4o');
  expect(names('gemini-4-neon')).toEqual(names(''));
});

test('the credits of a model are a multiple, and the limit of an agent stays among them', () => {
  expect(creditsFor('gemini-2.5-flash', '5')).toEqual(['1', '2', '3', '4', '5']);
  expect(creditsFor('gemini-3.6-flash', '3')).toEqual(['3', '2', '4', '6', '8', '10']);
});
