/** The front desk: who answers clients, how, when a person goes on, and a conversation to try it. */
import { ConciergeBell } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf } from '~/app/search';

export const frontDesk = page({
  path: '/front-desk',
  area: 'front-desk',
  title: { ca: 'Recepció', es: 'Recepción', en: 'Front desk' },
  words: 'assistent asistente assistant bot whatsapp telegram correu respostes automàtiques respuestas automáticas chat',
  icon: ConciergeBell,
  group: 'business',
  search: searchOf({ tab: oneOf('hand-over', 'try') }),
  load: () => import('./front-desk-page'),
});
