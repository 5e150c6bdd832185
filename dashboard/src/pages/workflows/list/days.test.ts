import { expect, test } from 'vitest';
import { dayBefore } from './days';

test.each([
  [0, '2026-03-01'],
  [1, '2026-02-28'],
  [30, '2026-01-30'],
  [365, '2025-03-01'],
])('%i days before is %j', (days, day) => expect(dayBefore(days, Date.parse('2026-03-01T23:59:59Z'))).toBe(day));
