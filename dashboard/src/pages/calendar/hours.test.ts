import { describe, expect, it } from 'vitest';
import { hoursOf, placed } from './hours';

const DAY = '2026-04-08';
const at = (start: string, end: string) => ({ start: new Date(`${DAY}T${start}`).toISOString(), end: new Date(`${DAY}T${end}`).toISOString() });
const lanes = (...events: ReturnType<typeof at>[]) => placed(events, DAY).map(({ lane, lanes: of }) => [lane, of]);

describe('events of a day', () => {
  it('share the width only with those at the same time', () => {
    expect(lanes(at('09:00', '10:00'), at('09:30', '11:00'), at('10:00', '10:30'), at('11:00', '12:00'))).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });

  it('are cut at the ends of the day and never too small to be clicked', () => {
    const night = { start: new Date('2026-04-07T22:00').toISOString(), end: new Date('2026-04-08T01:00').toISOString() };
    const [first, last] = placed([night, at('23:50', '23:55')], DAY);
    expect([first?.from, first?.to]).toEqual([0, 60]);
    expect([last?.from, (last?.to ?? 0) >= 1440]).toEqual([1410, true]);
  });

  it('make the day longer than a working day where they need it', () => {
    expect(hoursOf([])).toEqual([8, 19]);
    expect(hoursOf(placed([at('06:30', '07:00'), at('20:00', '21:15')], DAY))).toEqual([6, 22]);
  });
});
