import type { DeliveryAttempt } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { failedOf } from './resend-bar';

const attempts = (...outcomes: [event: string, outcome: string][]) =>
  outcomes.map(([event_id, outcome]) => ({ event_id, outcome })) as unknown as DeliveryAttempt[];

test('an event has failed by its newest attempt', () => {
  expect(failedOf(attempts(['a', 'delivered'], ['a', 'failed'], ['b', 'failed'], ['b', 'failed']))).toEqual(['b']);
  expect(failedOf(attempts(['a', 'refused'], ['b', 'skipped'], ['c', 'delivered']))).toEqual(['a']);
  expect(failedOf([])).toEqual([]);
});
