/** The log of requests. */
import { ScrollText } from 'lucide-react';
import { page } from '~/app/page';
import { number, oneOf, searchOf, text } from '~/app/search';

export const logs = page({
  path: '/logs',
  area: 'logs',
  title: { ca: 'Peticions', es: 'Peticiones', en: 'Requests' },
  words: 'logs registre registro errors errores request id depura debug',
  icon: ScrollText,
  group: 'developers',
  search: searchOf({
    outcome: oneOf('failed', 'succeeded'),
    status: number,
    operation: text,
    actor: text,
    since: oneOf('hour', 'day', 'week'),
    id: text,
  }),
  load: () => import('./logs-page'),
});
