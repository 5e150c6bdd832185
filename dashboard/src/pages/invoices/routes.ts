/** Invoices: the list, and each with its PDF. */
import { ReceiptText } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, orderBy, query, searchOf, text, words } from '~/app/search';
import { STATUSES } from './statuses';

/** AEAT's forms that the invoices tell figures of. */
export const FORMS = ['303', '130', '111', '349', '347'] as const;

export const invoices = page({
  path: '/invoices',
  area: 'invoices',
  parts: ['contacts'],
  title: { ca: 'Factures', es: 'Facturas', en: 'Invoices' },
  words: 'facturació facturación billing cobraments pagaments iva irpf verifactu',
  icon: ReceiptText,
  group: 'business',
  search: searchOf({
    q: query,
    status: oneOf(...STATUSES),
    type: oneOf('issued', 'received'),
    from: text,
    to: text,
    client: text,
    unpaid: flag,
    sort: orderBy('issue_date', 'due_date', 'total', 'updated_at'),
    cols: words,
    page: number,
    new: flag,
    receive: flag,
    remind: flag,
  }),
  load: () => import('./invoices-page'),
});

export const books = page({
  path: '/invoices/books',
  area: 'invoices',
  title: { ca: 'Llibres i trimestre', es: 'Libros y trimestre', en: 'Books and quarter' },
  words: 'gestoria gestoría assessor asesor adviser iva 303 130 111 347 349 libros trimestral aeat hisenda hacienda',
  search: searchOf({ quarter: text, archive: text, form: (value) => FORMS.find((form) => form === String(value)), box: text }),
  load: () => import('./books-page'),
});

export const declaration = page({
  path: '/invoices/declaration',
  area: 'invoices',
  title: { ca: 'Declaració responsable', es: 'Declaración responsable', en: 'Declaration of responsibility' },
  words: 'verifactu sif aeat hisenda hacienda productor programa',
  load: () => import('./declaration-page'),
});

export const invoice = page({
  path: '/invoices/$id',
  area: 'invoices',
  parts: ['contacts', 'documents'],
  title: { ca: 'Factura', es: 'Factura', en: 'Invoice' },
  search: searchOf({ do: oneOf('edit', 'issue', 'pay', 'send', 'void', 'rectify', 'delete', 'correct', 'entry', 'recipient', 'certificate') }),
  load: () => import('./invoice-page'),
});
