/** What is drawn, moved and resized on the grid of hours, in minutes by the clock on the wall. */
import type { CalendarEvent } from '@bivelio/sdk';
import { dayOf, plus, startOf } from './days';

export const STEP = 15;
export const DEFAULT_LENGTH = 60;
const WHOLE_DAY = 24 * 60;

/** A day of the grid, or somebody's on it. */
export interface Place {
  day: string;
  /** The calendar; none where the grid shows several in one column. */
  calendar?: string;
}

export interface Span {
  from: number;
  to: number;
}

/** Where an event is to be: the span is in the day of its place, and may end on the next one. */
export interface Target extends Place, Span {}

type Timed = Pick<CalendarEvent, 'id' | 'start' | 'end' | 'calendar_id' | 'all_day' | 'status'>;

export const snapped = (minute: number) => Math.round(minute / STEP) * STEP;

/** The span between two moments of a day, in whichever order they were pointed at; at least a step long. */
export function drawn(one: number, other: number): Span {
  const from = clamp(snapped(Math.min(one, other)), 0, WHOLE_DAY - STEP);
  return { from, to: clamp(snapped(Math.max(one, other)), from + STEP, WHOLE_DAY) };
}

/** The span of a click: an hour from the half hour before. */
export function clicked(minute: number): Span {
  const from = clamp(Math.floor(minute / 30) * 30, 0, WHOLE_DAY - DEFAULT_LENGTH);
  return { from, to: from + DEFAULT_LENGTH };
}

/** A span of the same length at another time. It begins within the day. */
export function moved({ from, to }: Span, begin: number): Span {
  const at = clamp(snapped(begin), 0, WHOLE_DAY - STEP);
  return { from: at, to: at + to - from };
}

/** A span with another end: a step at least, and no longer than the day. */
export function resized({ from }: Span, end: number): Span {
  return { from, to: clamp(snapped(end), from + STEP, WHOLE_DAY) };
}

/** Where an event is on the grid; its end may be on another day. */
export function targetOf({ start, end, calendar_id: calendar }: Timed): Target {
  const begins = new Date(start);
  const from = begins.getHours() * 60 + begins.getMinutes();
  return { day: dayOf(begins), calendar, from, to: from + (new Date(end).getTime() - begins.getTime()) / 60_000 };
}

/** The moment of a minute of a day, by the clock on the wall. */
export function momentOf(day: string, minute: number): Date {
  const at = startOf(day);
  at.setHours(0, minute);
  return at;
}

/** `09:30` of a minute; `24:00` for the end of the day. */
export function clockOf(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours > 24 ? hours - 24 : hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** The other events of a calendar at the same time. Those of whole days and invitations without an answer take none. */
export function overlapping<E extends Timed>(events: readonly E[], target: Target, id?: string): E[] {
  const [begins, ends] = [momentOf(target.day, target.from), momentOf(target.day, target.to)];
  return events.filter(
    (event) =>
      event.id !== id &&
      event.calendar_id === target.calendar &&
      !event.all_day &&
      event.status === 'confirmed' &&
      new Date(event.start) < ends &&
      new Date(event.end) > begins,
  );
}

/** Whether somebody may move an event here: one to which we are invited is its organizer's. */
export function isOurs({ status, invitation }: Pick<CalendarEvent, 'status' | 'invitation'>): boolean {
  return status !== 'cancelled' && !invitation;
}

/** What a key does to a target, among the places of the grid; undefined for other keys. */
export function byKey(target: Target, key: string, isResizing: boolean, places: readonly Place[]): Target | undefined {
  const steps = { ArrowUp: -STEP, ArrowDown: STEP }[key];
  if (steps !== undefined) return { ...target, ...(isResizing ? resized(target, target.to + steps) : moved(target, target.from + steps)) };
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (aside === undefined || isResizing) return undefined;
  const at = places.findIndex(({ day, calendar }) => day === target.day && (calendar === undefined || calendar === target.calendar));
  const next = places[at + aside];
  if (next) return { ...target, ...next };
  return places.some(({ calendar }) => calendar !== undefined) ? target : { ...target, day: plus(target.day, aside) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
