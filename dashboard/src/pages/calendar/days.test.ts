import { describe, expect, it } from 'vitest';
import { daysOf, isOn, mondayOf, plus, plusMonths } from './days';

describe('days', () => {
  it('go over months and the change of clocks', () => {
    expect(plus('2026-02-28', 1)).toBe('2026-03-01');
    expect(plus('2026-03-28', 2)).toBe('2026-03-30');
    expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  it('are in weeks that begin on Monday', () => {
    expect(mondayOf('2026-04-12')).toBe('2026-04-06');
    expect(mondayOf('2026-04-06')).toBe('2026-04-06');
  });

  it('of a month are whole weeks', () => {
    const april = daysOf('month', '2026-04-15');
    expect([april.length, april[0], april.at(-1)]).toEqual([35, '2026-03-30', '2026-05-03']);
    expect(daysOf('month', '2027-02-10')).toHaveLength(28);
    expect(daysOf('day', '2026-04-12')).toEqual(['2026-04-12']);
    expect(daysOf('week', '2026-04-12')).toEqual(Array.from({ length: 7 }, (_, at) => plus('2026-04-06', at)));
  });
});

describe('an event', () => {
  it('of whole days is not on the day after its last', () => {
    const fair = { start: '2026-04-08', end: '2026-04-10', all_day: true };
    expect(['2026-04-07', '2026-04-08', '2026-04-09', '2026-04-10'].map((day) => isOn(fair, day))).toEqual([false, true, true, false]);
  });

  it('over midnight is on both days, one that ends at midnight on one', () => {
    const at = (day: number, hour: number) => new Date(2026, 3, day, hour).toISOString();
    const night = { start: at(8, 22), end: at(9, 1), all_day: false };
    const evening = { start: at(8, 22), end: at(9, 0), all_day: false };
    expect([isOn(night, '2026-04-08'), isOn(night, '2026-04-09')]).toEqual([true, true]);
    expect([isOn(evening, '2026-04-08'), isOn(evening, '2026-04-09')]).toEqual([true, false]);
  });
});
