import { describe, expect, it } from 'vitest';
import { bars, durationLine, durationRange, roundUp, ticks, topOf, type DayCounts } from './series';

const day = (date: string, completed: number, failed = 0, p95_ms?: number): DayCounts => ({ date, completed, failed, cancelled: 0, p95_ms });
const SIZE = { width: 100, height: 50 };

describe('bars', () => {
  it('stand on each other, as high as the runs they count', () => {
    const [completed, failed, other] = bars([day('2026-01-01', 5, 5), day('2026-01-02', 2)], SIZE);
    expect([completed?.height, failed?.height, other?.height]).toEqual([25, 25, 10]);
    expect([completed?.y, failed?.y, other?.y]).toEqual([25, 0, 40]);
    expect(other!.x).toBeGreaterThan(completed!.x + completed!.width);
  });

  it('has none for days without runs', () => {
    expect(bars([day('2026-01-01', 0)], SIZE)).toEqual([]);
    expect(topOf([])).toBe(1);
  });

  it.each([[0, 1], [1, 1], [3, 5], [11, 20], [99, 100], [101, 200], [4500, 5000]])('has an axis for %i up to %i', (value, top) => {
    expect(roundUp(value)).toBe(top);
    expect(ticks(top).every(Number.isInteger)).toBe(true);
    expect(ticks(top).at(-1)).toBe(top);
  });
});

describe('durations', () => {
  it('is a line for each stretch of days that have runs', () => {
    const days = [day('1', 1, 0, 10), day('2', 1, 0, 1000), day('3', 0), day('4', 1, 0, 100)];
    const lines = durationLine(days, 'p95_ms', SIZE);
    expect(durationRange(days)).toEqual([10, 1000]);
    expect(lines.map((line) => line.map(({ y }) => y))).toEqual([[50, 0], [25]]);
  });

  it('has an axis when all are alike, and without any', () => {
    expect(durationRange([day('1', 1, 0, 100)])).toEqual([100, 1000]);
    expect(durationRange([])).toEqual([1, 10]);
  });
});
