/** Documents: the list, and each with its file beside the data taken from it. */
import { FileText } from 'lucide-react';
import { page } from '~/app/page';
import { number, oneOf, query, searchOf, text } from '~/app/search';
import { KINDS } from './kinds';

export const documents = page({
  path: '/documents',
  area: 'documents',
  title: { ca: 'Documents', es: 'Documentos', en: 'Documents' },
  words: 'fitxers archivos files extracció extracción classificació ocr pdf factures rebuts tiquets',
  icon: FileText,
  group: 'business',
  search: searchOf({ q: query, type: oneOf(...KINDS), folder: text, page: number }),
  load: () => import('./documents-page'),
});

export const document = page({
  path: '/documents/$id',
  area: 'documents',
  parts: ['invoices'],
  title: { ca: 'Document', es: 'Documento', en: 'Document' },
  load: () => import('./document-page'),
});
