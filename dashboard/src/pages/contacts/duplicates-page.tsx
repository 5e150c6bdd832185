/** Contacts that may be the same: why, how one of them would be, and the merge with its way back. */
import type { DuplicateGroup } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useFeed } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Page } from '~/ui/page';
import styles from './contacts.module.css';
import { Duplicates } from './duplicate-group';

export default function DuplicatesPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const feed = useFeed<DuplicateGroup>(['contacts.duplicates'], (client) => client.contacts.duplicates());
  const back = <Link to="/contacts">{t`Contactes`}</Link>;
  return (
    <Page title={t`Duplicats`} about={t`Contactes que poden ser la mateixa persona o empresa. Una fusió es pot desfer durant 30 dies.`} back={back}>
      {feed.error ? <ErrorState error={feed.error} retry={() => void feed.refetch()} /> : feed.isPending && <Loading lines={8} />}
      <div className={styles.list}>
        {feed.items.map((group) => (
          <Duplicates key={group.contacts.map(({ id }) => id).join(' ')} of={group} mayWrite={mayWrite} />
        ))}
      </div>
      {feed.data && !feed.items.length && !feed.hasNextPage && (
        <Empty icon={Users} title={<Trans>Cap contacte no sembla repetit</Trans>}>
          <p>
            <Trans>Es miren el correu, el telèfon, el número fiscal i el nom de les empreses.</Trans>
          </p>
        </Empty>
      )}
      {feed.hasNextPage && (
        <Button onClick={() => void feed.fetchNextPage()} disabled={feed.isFetchingNextPage}>
          <Trans>Busca’n més</Trans>
        </Button>
      )}
    </Page>
  );
}
