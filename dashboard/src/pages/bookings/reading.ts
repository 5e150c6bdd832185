/** What the pages of bookings read: people with their hours, services, and the appointments that come. */
import type { BookableService, CalendarEvent, NameByLanguage, PersonHours } from '@bivelio/sdk';
import type { Source } from '~/app/cache-keys';
import { LANGUAGES, language } from '~/app/language';
import { useRead } from '~/app/use-read';

export const AGAIN: Source[] = ['calendar.servicesList', 'calendar.availabilityGet', 'calendar.events'];

/** Appointments of so many days are shown: as many as one request may ask for. */
export const DAYS_AHEAD = 366;
const MOST = 100;
const CALENDARS = 20;

export function usePeople() {
  return useRead<PersonHours[]>(['calendar.availabilityGet'], async (client) => (await client.calendar.availabilityGet()).people);
}

export function useServices() {
  return useRead<BookableService[]>(['calendar.servicesList'], async (client) => (await client.calendar.servicesList()).services);
}

/** The bookings that come, of these people, by their start. Two people may share a calendar. */
export function useAppointments(people: PersonHours[]) {
  const calendars = [...new Set(people.flatMap(({ calendars: [first] }) => first ?? []))];
  return useRead<CalendarEvent[]>(
    ['calendar.events', 'bookings', ...calendars],
    async (client) => {
      const from = new Date();
      const to = new Date(from.getTime() + DAYS_AHEAD * 86_400_000);
      const asked = { from: from.toISOString(), to: to.toISOString(), per_page: MOST };
      const pages = await Promise.all(parts(calendars).map((part) => client.calendar.events({ ...asked, calendars: part })));
      const events = pages.flatMap(({ items }) => items).filter(({ booking }) => booking);
      return events.sort((one, other) => one.start.localeCompare(other.start));
    },
    { enabled: calendars.length > 0 },
  );
}

/** As many calendars as one request takes. */
function parts(calendars: string[]): string[][] {
  return Array.from({ length: Math.ceil(calendars.length / CALENDARS) }, (_, at) => calendars.slice(at * CALENDARS, (at + 1) * CALENDARS));
}

/** The name in the interface's language, else in the first that there is. */
export function named(names: NameByLanguage): string {
  return names[language()] ?? LANGUAGES.map((one) => names[one]).find(Boolean) ?? '';
}
