/** The start page: the business for its owner, and what programs do for developers; the tab is remembered. */
import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import { useChange } from '~/app/use-change';
import { Loading } from '~/ui/loading';
import { Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { Business } from './business';
import { keepTab, lastTab, type Tab } from './remembered';
import { start } from './routes';

const Developers = lazy(() => import('./developers'));

export default function Start() {
  const { t } = useLingui();
  const { tab = lastTab() } = start.route.useSearch();
  const change = useChange();
  const choose = (next: Tab) => {
    keepTab(next);
    change({ tab: next });
  };
  return (
    <Page title={t({ message: 'Inici', context: 'the first page' })}>
      <Tabs
        label={t`Parts de l’inici`}
        value={tab}
        onChange={choose}
        tabs={[
          { value: 'business', label: t`Negoci`, content: <Business /> },
          { value: 'developers', label: t`Desenvolupament`, content: <Suspense fallback={<Loading />}><Developers /></Suspense> },
        ]}
      />
    </Page>
  );
}
