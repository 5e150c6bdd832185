import { describe, expect, it } from 'vitest';
import { snoozes } from './states';

const at = (text: string) => new Date(text);

describe('to when a conversation is put off', () => {
  it.each([
    ['2026-04-07T16:20:00', '2026-04-07T19:20:00', '2026-04-08T09:00:00', '2026-04-13T09:00:00'],
    ['2026-04-12T23:30:00', '2026-04-13T02:30:00', '2026-04-13T09:00:00', '2026-04-13T09:00:00'],
    ['2026-04-13T08:00:00', '2026-04-13T11:00:00', '2026-04-14T09:00:00', '2026-04-20T09:00:00'],
  ])('%s: in some hours, tomorrow morning, next Monday', (now, hours, tomorrow, week) =>
    expect(snoozes(at(now))).toEqual({ hours: at(hours), tomorrow: at(tomorrow), week: at(week) }),
  );
});
