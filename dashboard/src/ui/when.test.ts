import { describe, expect, it, test } from 'vitest';
import { ago, dated } from './when';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000);

describe('how long ago', () => {
  it.each([
    [0, 'now'],
    [-1, '1 second ago'],
    [-59, '59 seconds ago'],
    [-60, '1 minute ago'],
    [-3599, '60 minutes ago'],
    [-3600, '1 hour ago'],
    [-86_399, '24 hours ago'],
    [-86_400, 'yesterday'],
    [-3 * 86_400, '3 days ago'],
    [-2_592_000, 'last month'],
    [-31_536_000, 'last year'],
    [90, 'in 2 minutes'],
    [86_400, 'tomorrow'],
  ])('%i seconds from now is %j', (seconds, text) => expect(ago(at(seconds), 'en', NOW)).toBe(text));

  it.each([
    ['ca', 'fa 3 dies'],
    ['es', 'hace 3 días'],
  ])('is said in %j', (locale, text) => expect(ago(at(-3 * 86_400), locale, NOW)).toBe(text));
});

test('a date has its time, or none', () => {
  const moment = new Date(2026, 10, 26, 16, 5);
  expect(dated(moment, 'en')).toMatch(/Nov 26, 2026, 4:05/);
  expect(dated(moment, 'en', true)).toBe('Nov 26, 2026');
  expect(dated(moment, 'ca', true)).toMatch(/^26 .*nov.* 2026$/);
});
