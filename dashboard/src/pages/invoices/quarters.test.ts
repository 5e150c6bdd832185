import { describe, expect, it } from 'vitest';
import { dueQuarter, lastQuarters, nameOf, quarterNamed } from './quarters';

describe('the quarter that an adviser asks for', () => {
  it('is the one that is over in the month after it, else the present one', () => {
    const due = (day: string) => nameOf(dueQuarter(new Date(`${day}T12:00:00`)));
    expect(['2026-01-15', '2026-02-01', '2026-04-20', '2026-07-01', '2026-12-31'].map(due)).toEqual(['2025-4', '2026-1', '2026-1', '2026-2', '2026-4']);
  });

  it('is one of the last ones', () => {
    expect(lastQuarters(new Date('2026-05-02T12:00:00')).slice(0, 3).map(nameOf)).toEqual(['2026-2', '2026-1', '2025-4']);
  });

  it('is read from the address, or is not', () => {
    expect(quarterNamed('2026-3')).toEqual({ year: 2026, quarter: 3 });
    expect(['2026-5', '26-1', '', undefined, '2026-1x'].map(quarterNamed)).toEqual(Array(5).fill(undefined));
  });
});
