/** Knowledge: the collections of texts that assistants answer from, and each with its sources and a search to try. */
import { BookOpenText } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf, text } from '~/app/search';
import { STATUSES } from './statuses';

export const knowledge = page({
  path: '/knowledge',
  area: 'knowledge',
  title: { ca: 'Coneixement', es: 'Conocimiento', en: 'Knowledge' },
  words: 'base textos preguntes respostes preguntas respuestas questions answers documents web cerca búsqueda search rag',
  icon: BookOpenText,
  group: 'automation',
  search: searchOf({ page: number, new: flag }),
  load: () => import('./knowledge-page'),
});

export const collection = page({
  path: '/knowledge/$name',
  area: 'knowledge',
  title: { ca: 'Col·lecció', es: 'Colección', en: 'Collection' },
  search: searchOf({ tab: oneOf('sources', 'search'), status: oneOf(...STATUSES), page: number, add: flag, edit: flag, q: text }),
  load: () => import('./collection-page'),
});
