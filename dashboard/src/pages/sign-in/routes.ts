/** What people open without being signed in: a forgotten password, and the links of our mails. */
import { publicPage } from '~/app/page';
import { searchOf, text } from '~/app/search';

export const forgot = publicPage({
  path: '/forgot',
  area: 'sign-in',
  title: { ca: 'Contrasenya oblidada', es: 'Contraseña olvidada', en: 'Forgotten password' },
  search: searchOf({ email: text }),
  load: () => import('./forgot-page'),
});

export const reset = publicPage({
  path: '/reset',
  area: 'sign-in',
  title: { ca: 'Contrasenya nova', es: 'Contraseña nueva', en: 'New password' },
  load: () => import('./reset-page'),
});

export const email = publicPage({
  path: '/email',
  area: 'sign-in',
  title: { ca: 'Adreça nova', es: 'Dirección nueva', en: 'New address' },
  load: () => import('./email-page'),
});

export const accept = publicPage({
  path: '/accept',
  area: 'sign-in',
  title: { ca: 'Invitació', es: 'Invitación', en: 'Invitation' },
  load: () => import('./accept-page'),
});
