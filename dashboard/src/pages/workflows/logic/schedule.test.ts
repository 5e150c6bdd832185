import { describe, expect, it } from 'vitest';
import { nextTimes } from './schedule';

const after = (expression: string, from: string, zone = 'Europe/Madrid', count = 5) =>
  nextTimes(expression, zone, new Date(from), count).map((moment) => moment.toISOString().slice(0, 16));

describe('the next times of a schedule', () => {
  it('follows the clock of its zone', () => {
    expect(after('0 9 1 * *', '2026-02-20T00:00:00Z')).toEqual([
      '2026-03-01T08:00', '2026-04-01T07:00', '2026-05-01T07:00', '2026-06-01T07:00', '2026-07-01T07:00',
    ]); // prettier-ignore
    expect(after('30 23 * * *', '2026-06-01T22:00:00Z', 'America/New_York', 1)).toEqual(['2026-06-02T03:30']);
  });

  it('takes names, lists, ranges and steps', () => {
    expect(after('*/30 8-9 * * MON,FRI', '2026-11-26T10:00:00Z')).toEqual([
      '2026-11-27T07:00', '2026-11-27T07:30', '2026-11-27T08:00', '2026-11-27T08:30', '2026-11-30T07:00',
    ]); // prettier-ignore
    expect(after('0 0 * JAN-FEB/1 7', '2026-12-30T00:00:00Z', 'UTC', 2)).toEqual(['2027-01-03T00:00', '2027-01-10T00:00']);
    expect(after('0 0 * * 0', '2027-01-01T00:00:00Z', 'UTC', 1)).toEqual(['2027-01-03T00:00']);
  });

  it('is after the moment, not at it', () => {
    expect(after('0 9 * * *', '2026-11-26T09:00:00Z', 'UTC', 1)).toEqual(['2026-11-27T09:00']);
    expect(after('* * * * *', '2026-11-26T09:00:30Z', 'UTC', 2)).toEqual(['2026-11-26T09:01', '2026-11-26T09:02']);
  });

  it('passes a time that the change to summer time skips, and counts one that comes twice once', () => {
    expect(after('30 2 * 3 *', '2026-03-28T12:00:00Z', 'Europe/Madrid', 2)).toEqual(['2026-03-30T00:30', '2026-03-31T00:30']);
    expect(after('30 2 * 10 *', '2026-10-24T12:00:00Z', 'Europe/Madrid', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('finds the 29th of February, and nothing where nothing comes', () => {
    expect(after('0 0 29 2 *', '2026-01-01T00:00:00Z', 'UTC', 1)).toEqual(['2028-02-29T00:00']);
    expect(after('0 9 30 2 *', '2026-01-01T00:00:00Z')).toEqual([]);
  });

  it.each(['', '* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', 'x * * * *', '*/0 * * * *', '5-1 * * * *', '* * * * 8'])(
    'has none for %j',
    (expression) => expect(after(expression, '2026-01-01T00:00:00Z')).toEqual([]),
  );

  it('has none for a zone that there is not', () => {
    expect(after('* * * * *', '2026-01-01T00:00:00Z', 'Europe/Reus')).toEqual([]);
  });
});
