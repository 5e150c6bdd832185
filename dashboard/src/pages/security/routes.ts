/** One's own account: name and language; password, second factor, sessions. */
import { CircleUserRound, LockKeyhole } from 'lucide-react';
import { page } from '~/app/page';
import { number, searchOf } from '~/app/search';
import './asked-by-app'; // before the router writes the address anew

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

export const authorize = page({
  path: '/authorize',
  area: 'security',
  parts: ['keys'],
  title: { ca: 'Una aplicació demana accés', es: 'Una aplicación pide acceso', en: 'An app asks for access' },
  search: (raw) => raw,
  load: () => import('./authorize-page'),
});

export const device = page({
  path: '/device',
  area: 'security',
  parts: ['keys'],
  title: { ca: 'Connecta un programa', es: 'Conecta un programa', en: 'Connect a program' },
  words: 'codi código code device dispositiu dispositivo cli terminal línia d’ordres línea de comandos',
  load: () => import('./device-page'),
});

export const account = page({
  path: '/settings/account',
  area: 'security',
  title: { ca: 'Les teves dades', es: 'Tus datos', en: 'Your details' },
  words: 'nom nombre name llengua idioma language compte cuenta account perfil profile',
  icon: CircleUserRound,
  group: 'settings',
  load: () => import('./account-page'),
});
