/** API keys. */
import { KeyRound } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf } from '~/app/search';

export const keys = page({
  path: '/settings/api',
  area: 'keys',
  title: { ca: 'Claus d’API', es: 'Claves de API', en: 'API keys' },
  words: 'token secret publishable publicable scopes permisos credentials curl',
  icon: KeyRound,
  group: 'developers',
  role: 'admin',
  search: searchOf({ page: number, new: flag, of: oneOf('live', 'test') }),
  load: () => import('./keys-page'),
});
