import { expect, test } from 'vitest';
import { creditsFor, definitionOf, modelsFor, valuesOf } from './agent-values';

test('a new agent has no schema, and a changed one loses it when it is emptied', () => {
  const values = { ...valuesOf(), name: 'Resumidor', tools: ' contact.find, , case.create' };
  expect(definitionOf(values, true)).not.toHaveProperty('output_schema');
  expect(definitionOf(values)).toMatchObject({ output_schema: null, tools: ['contact.find', 'case.create'], maximum_credits: 5 });
});

test('a limit of a day is a number, and one that is emptied is taken away', () => {
  expect(definitionOf({ ...valuesOf(), daily_credits: '40' }, true)).toMatchObject({ daily_credits: 40 });
  expect(definitionOf(valuesOf(), true)).not.toHaveProperty('daily_credits');
  expect(definitionOf(valuesOf())).toMatchObject({ daily_credits: null });
});

test('tools that a person decides about stay so when the agent is changed', () => {
  const asked = { name: 'cases.create', approval: 'always' as const };
  expect(definitionOf({ ...valuesOf(), tools: 'contacts.list, cases.create' }, false, [asked]).tools).toEqual(['contacts.list', asked]);
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
