import { expect, test } from 'vitest';
import { NEW_TEST, testOf } from './test-values';

test('each line is a turn, and what is expected is of the last one', () => {
  const values = { ...NEW_TEST, name: 'Preu', texts: 'Bon dia\n\n Quant val? ', says: '16,50\n menú', calls: ['contacts.list', 'cases.list'] };
  expect(testOf(values, 'ag_1')).toEqual({
    agent_id: 'ag_1',
    name: 'Preu',
    front_desk: false,
    turns: [{ text: 'Bon dia' }, { text: 'Quant val?', says: ['16,50', 'menú'], never_says: [], calls: ['contacts.list', 'cases.list'], never_calls: [] }],
  });
});

test('who goes on is expected of the front desk alone', () => {
  const values = { ...NEW_TEST, texts: 'Hola', hands_over: 'yes' as const };
  expect(testOf(values, 'ag_1').turns[0]).not.toHaveProperty('hands_over');
  expect(testOf({ ...values, front_desk: true }, 'ag_1').turns[0]).toHaveProperty('hands_over', true);
});
