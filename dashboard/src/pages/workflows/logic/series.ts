/** Statistics as the shapes of a plot: stacked bars of runs, and a line of durations. */

export interface DayCounts {
  date: string;
  completed: number;
  failed: number;
  cancelled: number;
  p50_ms?: number | null | undefined;
  p95_ms?: number | null | undefined;
}

export const KINDS = ['completed', 'failed', 'cancelled'] as const;

export interface Bar {
  date: string;
  kind: (typeof KINDS)[number];
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The lowest round number at or above a value, of those that an axis shows well: 1, 2, 5, 10, 20 ... */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

/** The numbers beside an axis from 0 to a top, whole ones. */
export function ticks(top: number): number[] {
  const parts = top % 4 === 0 ? 4 : top % 5 === 0 ? 5 : top % 2 === 0 ? 2 : 1;
  return Array.from({ length: parts + 1 }, (_, number) => (top / parts) * number);
}

/** The bars of days, each kind on those before it; `y` is from the top. Kinds without a run have no bar. */
export function bars(days: readonly DayCounts[], { width, height }: Size, top = topOf(days)): Bar[] {
  const slot = width / Math.max(1, days.length);
  const gap = Math.min(4, slot * 0.25);
  return days.flatMap((day, position) => {
    let below = 0;
    return KINDS.filter((kind) => day[kind] > 0).map((kind) => {
      const tall = (day[kind] / top) * height;
      below += tall;
      return { date: day.date, kind, x: position * slot + gap / 2, y: height - below, width: slot - gap, height: tall };
    });
  });
}

/** The top of the axis of runs. */
export function topOf(days: readonly DayCounts[]): number {
  return roundUp(Math.max(0, ...days.map((day) => day.completed + day.failed + day.cancelled)));
}

/**
 * The line of a percentile as points for each stretch of days that have one, on a logarithmic axis: durations of runs
 * go from milliseconds to days.
 */
export function durationLine(
  days: readonly DayCounts[],
  name: 'p50_ms' | 'p95_ms',
  { width, height }: Size,
  [low, high] = durationRange(days),
): { x: number; y: number; date: string; value: number }[][] {
  const slot = width / Math.max(1, days.length);
  const lines: { x: number; y: number; date: string; value: number }[][] = [];
  let isOpen = false;
  days.forEach((day, position) => {
    const value = day[name];
    if (value === null || value === undefined) {
      isOpen = false;
      return;
    }
    const part = (Math.log10(Math.max(1, value)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low));
    const point = { x: (position + 0.5) * slot, y: height * (1 - part), date: day.date, value };
    if (isOpen) lines.at(-1)?.push(point);
    else lines.push([point]);
    isOpen = true;
  });
  return lines;
}

/** Powers of ten around all durations, in milliseconds. */
export function durationRange(days: readonly DayCounts[]): [low: number, high: number] {
  const all = days.flatMap((day) => [day.p50_ms, day.p95_ms]).filter((value) => typeof value === 'number');
  if (all.length === 0) return [1, 10];
  const low = 10 ** Math.floor(Math.log10(Math.max(1, Math.min(...all))));
  const high = 10 ** Math.ceil(Math.log10(Math.max(1, ...all)));
  return [low, high > low ? high : low * 10];
}
