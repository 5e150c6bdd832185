/** The person's own organisation. */
import { Building2 } from 'lucide-react';
import { page } from '~/app/page';
import { flag, searchOf } from '~/app/search';

export const organisation = page({
  path: '/settings/organisation',
  area: 'organisation',
  title: { ca: 'Organització', es: 'Organización', en: 'Organisation' },
  words: 'empresa company nom nombre idioma language time zone fus horari retention dades fiscals nif',
  icon: Building2,
  group: 'settings',
  role: 'admin',
  search: searchOf({ edit: flag }),
  load: () => import('./organisation-page'),
});
