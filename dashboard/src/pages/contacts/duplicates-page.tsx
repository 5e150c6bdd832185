/** Contacts that may be the same: why, how one of them would be, and the merge with its way back. */
import type { DuplicateGroup } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFeed } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Page, Stack } from '~/ui/page';
import { Duplicates } from './duplicate-group';
import { A_RUN, goesOn } from './merging';

const A_PAGE = 50;

export default function DuplicatesPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { feed, lookedAt, isLooking, more } = useDuplicates();
  const back = <Link to="/contacts">{t`Contactes`}</Link>;
  return (
    <Page title={t`Duplicats`} about={t`Contactes que poden ser la mateixa persona o empresa. Una fusió es pot desfer durant 30 dies.`} back={back}>
      {feed.isPending && <Loading lines={8} />}
      <Stack aria-busy={isLooking}>
        {feed.items.map((group) => (
          <Duplicates key={group.contacts.map(({ id }) => id).join(' ')} of={group} mayWrite={mayWrite} />
        ))}
      </Stack>
      {feed.error && <ErrorState error={feed.error} retry={() => void (feed.data ? feed.fetchNextPage() : feed.refetch())} />}
      {feed.data && !feed.items.length && !feed.hasNextPage && (
        <Empty icon={Users} title={<Trans>Cap contacte no sembla repetit</Trans>}>
          <p>
            <Trans>Es miren el correu, el telèfon, el número fiscal i el nom de les empreses.</Trans>
          </p>
        </Empty>
      )}
      {feed.data && (
        <p className="quiet">
          <Plural value={lookedAt} one="S’ha mirat # contacte." other="S’han mirat # contactes, els més nous primer." />
        </p>
      )}
      {feed.hasNextPage && !feed.error && (
        <Button onClick={more} disabled={isLooking} aria-busy={isLooking}>
          <Trans>Cerca’n més</Trans>
        </Button>
      )}
    </Page>
  );
}

/** The groups that were found, page after page, until there is enough to do; `more` looks on. */
function useDuplicates() {
  const feed = useFeed<DuplicateGroup>(['contacts.duplicates'], (client) => client.contacts.duplicates({ limit: A_PAGE }), { refetchOnWindowFocus: false });
  const [until, setUntil] = useState(A_RUN);
  const lookedAt = feed.data?.pages.reduce((sum, { progress }) => sum + (progress?.looked_at ?? 0), 0) ?? 0;
  const isLooking = feed.hasNextPage && !feed.error && goesOn(lookedAt, feed.items.length, until);
  const { isFetching, fetchNextPage } = feed;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  const more = () => setUntil({ contacts: lookedAt + A_RUN.contacts, groups: feed.items.length + A_RUN.groups });
  return { feed, lookedAt, isLooking, more };
}
