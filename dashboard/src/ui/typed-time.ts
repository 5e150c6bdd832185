/**
 * Days and times as people type them. As values they are what the browser's own fields have: a day `2026-11-26`, a time
 * `09:30`, a moment `2026-11-26T09:30` in local time.
 *
 * Catalan and Spanish write the day first. In English the year comes first: whether `04/05` is in April or in May
 * depends there on the country.
 */
import type { Language } from '~/app/language';

export type Kind = 'day' | 'time' | 'moment';

const YEAR_FIRST = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/;
const TIME = /^(\d{1,2})(?:[:.h]?(\d{2}))?(?: ?h)?$/;

const two = (number: number) => String(number).padStart(2, '0');

/** The value of a text, or undefined when it is none. The empty text is the empty value. */
export function valueOf(kind: Kind, text: string, language: Language): string | undefined {
  const typed = text.trim().replace(/\s+/g, ' ');
  if (!typed) return '';
  if (kind === 'day') return dayIn(typed, language);
  if (kind === 'time') return timeIn(typed);
  const end = Math.max(typed.lastIndexOf(' '), typed.lastIndexOf('T'));
  const [day, time] = [dayIn(typed.slice(0, end), language), timeIn(typed.slice(end + 1))];
  return day && time && `${day}T${time}`;
}

/** Whether a text is a value: what is sent to the API is one, or it is refused. */
export const isValue = (kind: Kind, text: string) => valueOf(kind, text, 'en') === text;

/** A value as it is written; what is no value is shown as it is. */
export function shownAs(value: string, language: Language): string {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?$/.exec(value) ?? [];
  if (!year) return value;
  const date = language === 'en' ? `${year}-${month}-${day}` : `${day}/${month}/${year}`;
  return time ? `${date} ${time}` : date;
}

function dayIn(text: string, language: Language): string | undefined {
  const [, ...yearFirst] = YEAR_FIRST.exec(text) ?? [];
  if (yearFirst.length) return dayOf(yearFirst);
  const [, ...dayFirst] = (language !== 'en' && DAY_FIRST.exec(text)) || [];
  return dayOf(dayFirst.reverse());
}

/** The day of a year, month and day of the month, where the calendar has it. */
function dayOf(parts: string[]): string | undefined {
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const full = year < 100 ? 2000 + year : year;
  const at = new Date(Date.UTC(full, month - 1, day));
  const isThere = parts.length === 3 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isThere ? `${full}-${two(month)}-${two(day)}` : undefined;
}

function timeIn(text: string): string | undefined {
  const [, hours, minutes = '0'] = TIME.exec(text) ?? [];
  return hours && Number(hours) < 24 && Number(minutes) < 60 ? `${two(Number(hours))}:${two(Number(minutes))}` : undefined;
}
