/** Conversations: who wrote, what there is to do, and the thread with each. */
import { MessagesSquare } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, query, searchOf, text } from '~/app/search';

export const conversations = page({
  path: '/conversations',
  area: 'conversations',
  title: { ca: 'Converses', es: 'Conversaciones', en: 'Conversations' },
  words: 'missatges mensajes messages whatsapp telegram correu e-mail xat chat web safata bandeja inbox',
  icon: MessagesSquare,
  group: 'business',
  search: searchOf({
    channel: oneOf('whatsapp', 'telegram', 'email', 'webchat'),
    state: oneOf('open', 'waiting', 'snoozed', 'closed'),
    whose: oneOf('mine', 'nobody'),
    label: text,
    unread: flag,
    q: query,
    with: text,
    page: number,
  }),
  load: () => import('./conversations-page'),
});
