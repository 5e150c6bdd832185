/** The start page. */
import { House } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf } from '~/app/search';
import { TABS } from './remembered';

export const start = page({
  path: '/',
  area: 'start',
  title: { ca: 'Inici', es: 'Inicio', en: 'Home' },
  words: 'home negoci negocio business desenvolupament desarrollo developers alertes alertas attention atenció atención resum resumen',
  icon: House,
  group: 'start',
  search: searchOf({ tab: oneOf(...TABS) }),
  load: () => import('./start'),
});
