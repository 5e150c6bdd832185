/** The calendar: a day with everybody's, a week or a month, with a panel for each event. */
import { CalendarDays } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf, text, words } from '~/app/search';

export const calendar = page({
  path: '/calendar',
  area: 'calendar',
  title: { ca: 'Calendari', es: 'Calendario', en: 'Calendar' },
  words: 'agenda cites reunions esdeveniments citas reuniones appointments events google',
  icon: CalendarDays,
  group: 'business',
  search: searchOf({ view: oneOf('day', 'month'), day: text, who: words, id: text, new: text, from: text, to: text, in: text, name: text, guest: text }),
  load: () => import('./calendar-page'),
});
