import { expect, test } from 'vitest';
import { sumOf } from './bars';

test.each([
  ['good', 12],
  ['bad', 3],
] as const)('the legend has the sum of what went %j', (part, sum) => {
  const bars = [
    { name: '26 nov.', good: 10, bad: 0 },
    { name: '27 nov.', good: 2, bad: 3 },
  ];
  expect(sumOf(bars, part)).toBe(sum);
  expect(sumOf([], part)).toBe(0);
});
