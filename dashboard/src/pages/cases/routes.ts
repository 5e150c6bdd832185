/** Cases: the list with a panel for each. */
import { FolderKanban } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, orderBy, query, searchOf, text, words } from '~/app/search';
import { PRIORITIES, STATUSES } from './states';

export const cases = page({
  path: '/cases',
  area: 'cases',
  title: { ca: 'Casos', es: 'Casos', en: 'Cases' },
  words: 'incidències tasques expedients tickets tareas incidencias seguiment',
  icon: FolderKanban,
  group: 'business',
  search: searchOf({
    q: query,
    status: oneOf(...STATUSES),
    priority: oneOf(...PRIORITIES),
    contact: text,
    sort: orderBy('created_at', 'priority', 'updated_at'),
    cols: words,
    page: number,
    id: text,
    new: flag,
  }),
  load: () => import('./cases-page'),
});
