/** Agents: the list, and each with a playground and what it did. */
import { Bot } from 'lucide-react';
import { page } from '~/app/page';
import { flag, number, oneOf, searchOf, text } from '~/app/search';

export const agents = page({
  path: '/agents',
  area: 'agents',
  parts: ['keys'],
  title: { ca: 'Agents', es: 'Agentes', en: 'Agents' },
  words: 'ia ai intel·ligència artificial model llm prompt playground traces',
  icon: Bot,
  group: 'automation',
  search: searchOf({ status: oneOf('active', 'inactive'), page: number, new: flag }),
  load: () => import('./agents-page'),
});

export const agent = page({
  path: '/agents/$id',
  area: 'agents',
  parts: ['keys'],
  title: { ca: 'Agent', es: 'Agente', en: 'Agent' },
  search: searchOf({ tab: oneOf('try', 'runs', 'tests', 'about'), status: oneOf('completed', 'failed'), page: number, run: text, edit: flag, failed: flag }),
  load: () => import('./agent-page'),
});
