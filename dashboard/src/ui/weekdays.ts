/** The days of the week, as the API calls them and as people read them. */
import { useLingui } from '@lingui/react';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const A_MONDAY = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;

/** The names of the days in the interface's language. */
export function useWeekdays(length: 'long' | 'short' = 'long'): Record<Weekday, string> {
  const { i18n } = useLingui();
  const format = new Intl.DateTimeFormat(i18n.locale, { weekday: length, timeZone: 'UTC' });
  const names = WEEKDAYS.map((day, at) => [day, format.format(A_MONDAY + at * DAY)] as const);
  return Object.fromEntries(names) as Record<Weekday, string>;
}
