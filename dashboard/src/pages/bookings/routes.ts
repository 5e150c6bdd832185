/** Bookings: the appointments that come, the services that can be booked, and the hours of those who give them. */
import { CalendarCheck } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf, text } from '~/app/search';

export const bookings = page({
  path: '/bookings',
  area: 'bookings',
  title: { ca: 'Reserves', es: 'Reservas', en: 'Bookings' },
  words: 'cites citas hora hores serveis servicios horaris horarios festius festivos appointments services hours availability slots',
  icon: CalendarCheck,
  group: 'business',
  search: searchOf({ tab: oneOf('services', 'people'), with: text, service: text, person: text }),
  load: () => import('./bookings-page'),
});
