/** The hours of a person as a form has them, and back. */
import type { FieldError, HoursOfDays, PersonHours, SetAvailability } from '@bivelio/sdk';
import { spansIn, written } from '~/ui/spans';
import { WEEKDAYS, type Weekday } from '~/ui/weekdays';

export interface Exception {
  date: string;
  until: string;
  /** As people type them; nothing for a day that is closed. */
  hours: string;
}

export interface PersonValues extends Record<string, unknown>, Record<Weekday, string> {
  name: string;
  calendar: string;
  holidays: '' | 'ES' | 'ES-CT';
  exceptions: Exception[];
}

const USUAL = '9:00-13:00, 15:00-18:00';
const LONGEST = 50;
const FALLBACK = 'persona';

/** The values of a form: those of a person, or of a new one, whose calendar is the usual one when nobody else has it. */
export function valuesOf(person: PersonHours | undefined, isFirst: boolean): PersonValues {
  const week = WEEKDAYS.map((day, at) => {
    const spans = person?.weekly.filter(({ weekday }) => weekday === day);
    return [day, spans ? written(spans) : at < 5 ? USUAL : ''];
  });
  return {
    ...(Object.fromEntries(week) as Record<Weekday, string>),
    name: person?.name ?? '',
    calendar: person?.calendars[0] ?? (isFirst ? 'primary' : ''),
    holidays: (person?.holidays ?? (person ? '' : 'ES-CT')) as PersonValues['holidays'],
    exceptions: (person?.exceptions ?? []).map(({ date, until = '', hours }: HoursOfDays) => ({ date, until, hours: written(hours) })),
  };
}

/** What the API gets. All hours are sent at once, so what the form does not show goes as it was. */
export function hoursOf(values: PersonValues, before: PersonHours | undefined): SetAvailability {
  const person_id = before?.person_id ?? idOf(values.name);
  const calendar = values.calendar.trim() || before?.calendars[0] || person_id;
  return {
    person_id,
    name: values.name.trim(),
    calendars: [calendar, ...(before?.calendars.slice(1) ?? []).filter((one) => one !== calendar)],
    weekly: weekOf(values),
    exceptions: values.exceptions.map(({ date, until, hours }) => ({ date, ...(until && { until }), hours: spansIn(hours) ?? [] })),
    ...(values.holidays && { holidays: values.holidays }),
    ...(before && { timezone: before.timezone, services: before.services, version: before.version }),
  };
}

function weekOf(values: PersonValues) {
  return WEEKDAYS.flatMap((weekday) => (spansIn(values[weekday]) ?? []).map((span) => ({ weekday, ...span })));
}

/** The id of a new person, from the name: `Anna Puig` is `anna-puig`. */
export function idOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '');
  return plain.slice(0, LONGEST).replace(/-+$/, '') || FALLBACK;
}

/** The sentence of a fault of a day: the API names hours by their place in the week, `weekly[2].end`. */
export function faultOn(day: Weekday, values: PersonValues, faults: readonly FieldError[]): string | undefined {
  const week = weekOf(values);
  return faults.find(({ field = '' }) => {
    const place = /^weekly\[(\d+)\]/.exec(field)?.[1];
    return place !== undefined && week[Number(place)]?.weekday === day;
  })?.message;
}
