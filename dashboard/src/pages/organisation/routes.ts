/** The person's own organisation. */
import { Building2 } from 'lucide-react';
import { page } from '~/app/page';

export const organisation = page({
  path: '/settings/organisation',
  area: 'organisation',
  title: { ca: 'Organització', es: 'Organización', en: 'Organisation' },
  words: 'empresa company nom nombre idioma language time zone fus horari retention dades fiscals nif',
  icon: Building2,
  group: 'settings',
  role: 'admin',
  load: () => import('./organisation-page'),
});
