/** Webhooks: the list with the catalogue of events, and one with its deliveries. */
import { Webhook } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf, text } from '~/app/search';

export const webhooks = page({
  path: '/webhooks',
  area: 'webhooks',
  title: { ca: 'Webhooks', es: 'Webhooks', en: 'Webhooks' },
  words: 'lliuraments entregas deliveries catàleg esdeveniments eventos events signatura firma secret',
  icon: Webhook,
  group: 'developers',
  role: 'admin',
  search: searchOf({ page: number, new: flag, tab: oneOf('catalogue'), type: text }),
  load: () => import('./webhooks-page'),
});

export const webhook = page({
  path: '/webhooks/$id',
  area: 'webhooks',
  title: { ca: 'Webhook', es: 'Webhook', en: 'Webhook' },
  role: 'admin',
  search: searchOf({
    tab: oneOf('settings'),
    outcome: oneOf('delivered', 'failed', 'refused', 'skipped'),
    event: text,
    edit: flag,
    replay: flag,
  }),
  load: () => import('./webhook-page'),
});
