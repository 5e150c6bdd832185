/** Conversations: who wrote, and the thread with each. */
import { MessagesSquare } from 'lucide-react';
import { page } from '~/app/page';
import { number, oneOf, searchOf, text } from '~/app/search';

export const conversations = page({
  path: '/conversations',
  area: 'conversations',
  title: { ca: 'Converses', es: 'Conversaciones', en: 'Conversations' },
  words: 'missatges mensajes messages whatsapp telegram correu e-mail xat chat',
  icon: MessagesSquare,
  group: 'business',
  search: searchOf({ channel: oneOf('whatsapp', 'telegram', 'email'), with: text, page: number }),
  load: () => import('./conversations-page'),
});
