/** Days as texts, `2026-04-08`, in the reader's time zone; weeks begin on Monday. */
import type { CalendarEvent } from '@bivelio/sdk';

export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day of a moment. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const two = (number: number) => String(number).padStart(2, '0');

/** The first moment of a day. */
export function startOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

/** Another day, so many days later. By the calendar: a day has 23 or 25 hours where clocks change. */
export function plus(day: string, days: number): string {
  const at = startOf(day);
  at.setDate(at.getDate() + days);
  return dayOf(at);
}

/** The same day of another month, or its last one. */
export function plusMonths(day: string, months: number): string {
  const at = startOf(day);
  const last = new Date(at.getFullYear(), at.getMonth() + months + 1, 0);
  return dayOf(new Date(last.getFullYear(), last.getMonth(), Math.min(at.getDate(), last.getDate())));
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return plus(day, -((startOf(day).getDay() + 6) % 7));
}

/** The days that a view shows: one, seven, or the whole weeks of a month. */
export function daysOf(view: 'day' | 'week' | 'month', day: string): string[] {
  if (view === 'day') return [day];
  const first = mondayOf(view === 'week' ? day : `${day.slice(0, 8)}01`);
  const weeks = view === 'week' ? 1 : Math.ceil(daysBetween(first, plusMonths(`${day.slice(0, 8)}01`, 1)) / 7);
  return Array.from({ length: weeks * 7 }, (_, at) => plus(first, at));
}

function daysBetween(first: string, last: string): number {
  return Math.round((startOf(last).getTime() - startOf(first).getTime()) / 86_400_000);
}

/** Whether an event is on a day. One of whole days ends before the day of its `end`. */
export function isOn({ start, end, all_day }: Pick<CalendarEvent, 'start' | 'end' | 'all_day'>, day: string): boolean {
  if (all_day) return start.slice(0, 10) <= day && day < end.slice(0, 10);
  const [begins, ends] = [new Date(start), new Date(end)];
  return begins < startOf(plus(day, 1)) && (ends > startOf(day) || dayOf(begins) === day);
}

/** The time of a moment, as a field has it: `09:30`. */
export function timeOf(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}
