import { expect, test } from 'vitest';
import { arrowed } from './arrows';

test.each([
  ['ArrowDown', 0, 3, 1],
  ['ArrowDown', 2, 3, 0],
  ['ArrowUp', 0, 3, 2],
  ['ArrowUp', 0, 0, undefined],
  ['Enter', 1, 3, undefined],
])('%s at %s of %s leads to %s', (key, at, count, next) => {
  expect(arrowed(key, at, count)).toBe(next);
});
