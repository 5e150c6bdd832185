import { expect, test } from 'vitest';
import { begins, fitted, MOST, newer, older, type Span } from './span';

test.each([
  [0, 0],
  [1, 1],
  [50, 1],
  [51, 1],
  [60, 2],
  [2_000, 40],
  [2_003, 40],
])('a thread of %i messages begins at page %i', (total, page) => expect(begins(total, 50)).toBe(page));

test('who goes back through a thread sees each page, never more than a few at once, and comes back to the newest', () => {
  const last = 40;
  let span: Span = { low: last, high: undefined };
  const seen = new Set<number>();
  const look = () => {
    const { low, high } = fitted(span, last);
    expect(high - low).toBeLessThan(MOST);
    for (let place = low; place <= high; place++) seen.add(place);
  };
  for (look(); fitted(span, last).low > -2; look()) span = older(span, -2, last);
  expect(seen.size).toBe(last + 3);
  seen.clear();
  for (look(); span.high !== undefined; look()) span = newer(span, last);
  expect(seen.size).toBe(last + 3);
  expect(fitted(span, last)).toEqual({ low: 37, high: 40 });
});

test('what comes in is shown to who looks at the newest, and moves nothing for who reads older ones', () => {
  expect(fitted({ low: 3, high: undefined }, 9)).toEqual({ low: 6, high: 9 });
  expect(fitted({ low: 3, high: 6 }, 9)).toEqual({ low: 3, high: 6 });
});
