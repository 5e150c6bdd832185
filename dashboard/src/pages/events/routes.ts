/** The feed of events. */
import { Activity } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf, text } from '~/app/search';
import { EVENT_TYPE_NAMES } from '~/app/event-types';

export const events = page({
  path: '/events',
  area: 'events',
  title: { ca: 'Esdeveniments', es: 'Eventos', en: 'Events' },
  words: 'feed historial què ha passat qué ha pasado',
  icon: Activity,
  group: 'developers',
  search: searchOf({ type: oneOf(...EVENT_TYPE_NAMES), since: oneOf('hour', 'day', 'week'), event: text }),
  load: () => import('./events-page'),
});
