/** Connections with other services. */
import { Plug } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf, text } from '~/app/search';

export const PROVIDERS = ['whatsapp', 'telegram', 'smtp', 'gmail', 'webchat', 'google_calendar', 'mcp'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const integrations = page({
  path: '/settings/integrations',
  area: 'integrations',
  title: { ca: 'Connexions', es: 'Conexiones', en: 'Connections' },
  words: 'xat chat webchat web integracions integraciones integrations whatsapp telegram smtp correu correo gmail google calendar mcp connecta conecta oauth',
  icon: Plug,
  group: 'settings',
  role: 'admin',
  // `state`, `code` and `iss`, or `error`, are what a service sends people back with, after they were asked for their consent
  search: searchOf({ page: number, provider: oneOf(...PROVIDERS), new: flag, id: text, state: text, code: text, iss: text, error: text }),
  load: () => import('./integrations-page'),
});
