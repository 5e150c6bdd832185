/** Where events stand in the hours of a day: events at the same time share the width. */
import type { CalendarEvent } from '@bivelio/sdk';
import { plus, startOf } from './days';

type Timed = Pick<CalendarEvent, 'start' | 'end'>;

export interface Placed<E extends Timed = CalendarEvent> {
  event: E;
  /** Minutes of the day; what begins before it or ends after it is cut. */
  from: number;
  to: number;
  /** Which column of how many. */
  lane: number;
  lanes: number;
}

const WHOLE_DAY = 24 * 60;
const SHORTEST = 30;
const [EARLIEST, LATEST] = [8, 19];

/** Place the events of a day that have a time, in the order of their beginning. */
export function placed<E extends Timed>(events: readonly E[], day: string): Placed<E>[] {
  const spans = events
    .map((event) => ({ event, from: minuteOf(event.start, day), to: minuteOf(event.end, day) }))
    .map(({ event, from, to }) => ({ event, from: Math.min(from, WHOLE_DAY - SHORTEST), to: Math.max(to, from + SHORTEST) }))
    .sort((one, other) => one.from - other.from || other.to - one.to);
  const done: Placed<E>[] = [];
  let group: Placed<E>[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const one of group) one.lanes = ends.length;
    done.push(...group);
    [group, ends] = [[], []];
  };
  for (const span of spans) {
    if (ends.length && ends.every((end) => end <= span.from)) close();
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.to;
    group.push({ ...span, lane, lanes: 1 });
  }
  close();
  return done;
}

/** The hours to show: a working day, and as much more as events need. */
export function hoursOf(days: readonly Pick<Placed, 'from' | 'to'>[]): [first: number, last: number] {
  const first = Math.min(EARLIEST, ...days.map(({ from }) => Math.floor(from / 60)));
  const last = Math.max(LATEST, ...days.map(({ to }) => Math.ceil(to / 60)));
  return [first, Math.min(last, 24)];
}

/** By the clock on the wall, so that ten o'clock stays there where clocks change. */
function minuteOf(moment: string, day: string): number {
  const at = new Date(moment);
  if (at < startOf(day)) return 0;
  if (at >= startOf(plus(day, 1))) return WHOLE_DAY;
  return at.getHours() * 60 + at.getMinutes();
}
