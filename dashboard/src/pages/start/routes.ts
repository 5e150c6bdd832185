/** The start page. */
import { House } from 'lucide-react';
import { page } from '~/app/page';

export const start = page({
  path: '/',
  area: 'start',
  title: { ca: 'Inici', es: 'Inicio', en: 'Home' },
  words: 'home alertes alertas attention atenció atención resum resumen',
  icon: House,
  group: 'start',
  load: () => import('./start'),
});
