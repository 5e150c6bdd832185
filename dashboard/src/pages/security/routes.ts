/** One's own account: password, second factor, sessions. */
import { LockKeyhole } from 'lucide-react';
import { page } from '~/app/page';
import { number, searchOf } from '~/app/search';

export const security = page({
  path: '/settings/security',
  area: 'security',
  title: { ca: 'Seguretat', es: 'Seguridad', en: 'Security' },
  words: 'contrasenya contraseña password 2fa mfa totp segon factor sessions sesiones compte cuenta account',
  icon: LockKeyhole,
  group: 'settings',
  search: searchOf({ page: number }),
  load: () => import('./security-page'),
});
