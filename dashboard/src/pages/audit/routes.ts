/** Who changed what. */
import { ShieldCheck } from 'lucide-react';
import { page } from '~/app/page';
import { oneOf, searchOf, text } from '~/app/search';
import { ACTION_NAMES } from './actions';

export const audit = page({
  path: '/settings/audit',
  area: 'audit',
  title: { ca: 'Auditoria', es: 'Auditoría', en: 'Audit' },
  words: 'audit log registre registro qui ha canviat quién ha cambiado historial seguretat seguridad',
  icon: ShieldCheck,
  group: 'settings',
  role: 'admin',
  search: searchOf({ action: oneOf(...ACTION_NAMES), actor: text, from: text, to: text }),
  load: () => import('./audit-page'),
});
