/** The people of the organisation. */
import { Users } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf } from '~/app/search';

export const team = page({
  path: '/settings/team',
  area: 'team',
  title: { ca: 'Equip', es: 'Equipo', en: 'Team' },
  words: 'usuaris usuarios users people persones personas convida invita invite rols roles members membres',
  icon: Users,
  group: 'settings',
  search: searchOf({ page: number, new: flag, status: oneOf('active', 'invited', 'expired') }),
  load: () => import('./team-page'),
});
