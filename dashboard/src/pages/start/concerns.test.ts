import type { ApiKey, CreditsUsed, Quota } from '@bivelio/sdk';
import { describe, expect, it, test } from 'vitest';
import { areFew, expiresSoon, failedSince, isNearlyFull } from './concerns';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const DAY = 86_400_000;
const key = (days: number | undefined, about: object = {}) =>
  ({ status: 'active', expires_at: days === undefined ? undefined : new Date(NOW + days * DAY).toISOString(), ...about }) as unknown as ApiKey;

test('failed runs count for seven days', () => {
  expect(failedSince(NOW)).toBe('2026-11-22');
  expect(failedSince(Date.parse('2026-03-01T00:30:00Z'))).toBe('2026-02-22');
});

describe('a key expires soon', () => {
  it.each([
    [key(13.9), true],
    [key(0.1), true],
    [key(14), false],
    [key(100), false],
    [key(undefined), false],
    [key(3, { status: 'revoked' }), false],
    [key(3, { replaced_by: 'key_2' }), false],
  ])('%#', (one, soon) => expect(expiresSoon(one, NOW)).toBe(soon));
});

test.each([
  [50, 500, true],
  [51, 500, false],
  [0, 500, true],
  [0, 0, false],
])('%i credits of %i are few: %j', (balance, granted, few) => expect(areFew({ balance, granted } as CreditsUsed)).toBe(few));

test.each([
  [9, 10, true],
  [8, 10, false],
  [10, 10, true],
  [0, 0, false],
])('%i of %i is nearly full: %j', (used, limit, full) => expect(isNearlyFull({ name: 'agents', used, limit } as Quota)).toBe(full));
