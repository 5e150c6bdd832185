/** Deals: the board of a pipeline and the list, with a panel for each deal. */
import { Handshake } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, orderBy, query, searchOf, text, words } from '~/app/search';
import { STATUSES } from './states';

export const deals = page({
  path: '/deals',
  area: 'deals',
  title: { ca: 'Oportunitats', es: 'Oportunidades', en: 'Deals' },
  words: 'vendes ventas sales pipeline embut embudo tauler pressupostos CRM procés proceso',
  icon: Handshake,
  group: 'business',
  search: searchOf({
    view: oneOf('list'),
    pipeline: text,
    q: query,
    mine: flag,
    status: oneOf(...STATUSES),
    stage: text,
    contact: text,
    sort: orderBy('created_at', 'expected_close', 'amount', 'updated_at'),
    cols: words,
    page: number,
    id: text,
    edit: flag,
    new: flag,
  }),
  load: () => import('./deals-page'),
});
