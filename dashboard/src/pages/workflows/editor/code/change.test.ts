import { expect, test } from 'vitest';
import { changeBetween } from './change';

test.each([
  ['abc', 'abXc'],
  ['abc', 'ac'],
  ['aaa', 'aa'],
  ['', 'x'],
  ['x', ''],
  ['{"a": 1}', '{"a": 1, "b": 2}'],
])('the change makes %j into %j', (before, after) => {
  const change = changeBetween(before, after)!;
  expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
});

test('only what differs is changed', () => {
  expect(changeBetween('{"a": 1, "b": 2}', '{"a": 1, "b": 3}')).toEqual({ from: 14, to: 15, insert: '3' });
  expect(changeBetween('same', 'same')).toBeUndefined();
});
