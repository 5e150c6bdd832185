/** How much the API is used. */
import { ChartColumn } from 'lucide-react';
import { page } from '~/app/page';
import { flag, oneOf, searchOf, text } from '~/app/search';

export const usage = page({
  path: '/usage',
  area: 'usage',
  title: { ca: 'Ús', es: 'Uso', en: 'Usage' },
  words: 'consum consumo credits crèdits créditos quotas límits limits plan estadístiques',
  icon: ChartColumn,
  group: 'settings',
  search: searchOf({ days: oneOf('7', '90'), operation: text, actor: text, all: flag }),
  load: () => import('./usage-page'),
});
