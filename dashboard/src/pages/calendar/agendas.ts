/** The calendars that are shown side by side: the organisation's, and those of people who are booked; a colour for each. */
import type { CalendarEvent, PersonHours } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { plus, startOf } from './days';

export const PRIMARY = 'primary';
/** So many calendars are read with one request. */
const MOST = 20;
const A_PAGE = 100;
const COLOURS = 6;

export interface Agenda {
  calendar: string;
  name: string;
  colour: number;
}

/** The calendars and whose they are; two people may share one. */
export function agendasOf(people: readonly Pick<PersonHours, 'name' | 'calendars'>[], nameOfPrimary: string): Agenda[] {
  const names = new Map<string, string[]>([[PRIMARY, []]]);
  for (const { name, calendars } of people) {
    const [first = PRIMARY] = calendars;
    names.set(first, [...(names.get(first) ?? []), name]);
  }
  return [...names].slice(0, MOST).map(([calendar, own], at) => ({ calendar, name: own.join(', ') || nameOfPrimary, colour: at % COLOURS }));
}

/** The calendars; undefined while it is not known whose there are. Without the right to know, the organisation's alone. */
export function useAgendas(): Agenda[] | undefined {
  const { t } = useLingui();
  const people = useRead<PersonHours[]>(['calendar.availabilityGet'], async (client) => (await client.calendar.availabilityGet()).people);
  return people.isPending ? undefined : agendasOf(people.data ?? [], t`Organització`);
}

/** All events of the calendars from the first to the last day. */
export function useEvents(agendas: Agenda[] | undefined, first: string, last: string) {
  const calendars = agendas?.map(({ calendar }) => calendar) ?? [];
  return useRead<CalendarEvent[]>(
    ['calendar.events', first, last, ...calendars],
    async (client) => {
      const found: CalendarEvent[] = [];
      const asked = { from: startOf(first).toISOString(), to: startOf(plus(last, 1)).toISOString(), calendars, per_page: A_PAGE };
      for await (const event of client.calendar.events(asked)) found.push(event);
      return found;
    },
    { enabled: calendars.length > 0, placeholderData: (former) => former },
  );
}
