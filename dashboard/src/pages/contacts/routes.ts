/** Contacts: the list, the record of each, the import and the duplicates. */
import { Users } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, orderBy, query, searchOf, text, words } from '~/app/search';

export const contacts = page({
  path: '/contacts',
  area: 'contacts',
  title: { ca: 'Contactes', es: 'Contactos', en: 'Contacts' },
  words: 'clients empreses persones clientes empresas customers companies people crm etiquetes',
  icon: Users,
  group: 'business',
  search: searchOf({ q: query, type: oneOf('person', 'company'), tags: words, company: text, owner: oneOf('mine', 'nobody'), view: text, sort: orderBy('name', 'created_at', 'updated_at', 'last_activity_at'), cols: words, page: number, id: text, new: flag }),
  load: () => import('./contacts-page'),
});

/** What a timeline has, by the API's names. */
export const KINDS = ['note', 'task', 'message', 'invoice', 'case', 'deal'] as const;
export type Kind = (typeof KINDS)[number];

export const contact = page({
  path: '/contacts/$id',
  area: 'contacts',
  parts: ['cases', 'deals', 'invoices'],
  title: { ca: 'Contacte', es: 'Contacto', en: 'Contact' },
  search: searchOf({ edit: text, kind: oneOf(...KINDS), do: oneOf('merge') }),
  load: () => import('./contact-page'),
});

export const importContacts = page({
  path: '/contacts/import',
  area: 'contacts',
  title: { ca: 'Importa contactes', es: 'Importa contactos', en: 'Import contacts' },
  role: 'member',
  search: searchOf({ import: text }),
  load: () => import('./import-page'),
});

export const duplicates = page({
  path: '/contacts/duplicates',
  area: 'contacts',
  title: { ca: 'Duplicats', es: 'Duplicados', en: 'Duplicates' },
  words: 'contactes repetits fusiona contactos repetidos fusionar merge duplicate contacts',
  load: () => import('./duplicates-page'),
});
