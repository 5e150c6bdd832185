import type { AgentTest } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { isExpectant, NEW_TURN, testOf, testValuesOf, toolsFor } from './test-values';

const NOTHING = { says: [], never_says: [], calls: [], never_calls: [] };

test('each message has what is expected of its own answer', () => {
  const turns = [
    { ...NEW_TURN, text: 'Bon dia' },
    { ...NEW_TURN, text: ' Quant val?\nI demà? ', says: '16,50\n\n menú', calls: ['contacts.list', 'cases.list'] },
  ];
  expect(testOf({ name: 'Preu', front_desk: false, turns }, 'ag_1')).toEqual({
    agent_id: 'ag_1',
    name: 'Preu',
    front_desk: false,
    turns: [
      { ...NOTHING, text: 'Bon dia' },
      { ...NOTHING, text: 'Quant val?\nI demà?', says: ['16,50', 'menú'], calls: ['contacts.list', 'cases.list'] },
    ],
  });
});

test('who goes on is expected of the front desk alone', () => {
  const values = { name: 'Hola', front_desk: false, turns: [{ ...NEW_TURN, text: 'Hola', hands_over: 'yes' as const }] };
  expect(testOf(values, 'ag_1').turns[0]).not.toHaveProperty('hands_over');
  expect(testOf({ ...values, front_desk: true }, 'ag_1').turns[0]).toHaveProperty('hands_over', true);
});

test('a test that is opened and saved is the same test', () => {
  const turns = [
    { text: 'Un', says: ['a', 'b'], never_says: ['c'], calls: ['contacts.list'], never_calls: ['mcp:notes:add'], hands_over: false },
    { ...NOTHING, text: 'Dos\ntres' },
  ];
  const kept = { agent_id: 'ag_1', name: 'Prova', front_desk: true, turns, credits: 1, results: [], difference: null, updated_at: '' };
  expect(testOf(testValuesOf(kept as unknown as AgentTest), 'ag_1')).toEqual({ agent_id: 'ag_1', name: 'Prova', front_desk: true, turns });
});

test('tools that a test names and the agent has no more can still be taken away', () => {
  expect(toolsFor(['a', 'b'], [{ ...NEW_TURN, calls: ['b', 'c'] }, { ...NEW_TURN, never_calls: ['d'] }])).toEqual(['a', 'b', 'c', 'd']);
});

test('a message of which nothing is expected is told from one of which something is', () => {
  expect(isExpectant({ ...NEW_TURN, text: 'Hola' })).toBe(false);
  for (const one of [{ says: 'a' }, { never_says: 'a' }, { calls: ['a'] }, { never_calls: ['a'] }, { hands_over: 'no' as const }]) expect(isExpectant({ ...NEW_TURN, ...one })).toBe(true);
});
