/** The start page. */
import { House } from 'lucide-react';
import { page } from '~/app/page';

export const start = page({
  path: '/',
  area: 'start',
  title: { ca: 'Inici', es: 'Inicio', en: 'Home' },
  icon: House,
  group: 'start',
  load: () => import('./start'),
});
