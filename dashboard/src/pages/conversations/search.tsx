/** The messages that a search finds, newest first: each opens the thread that it is in. */
import type { MatchingMessage } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { SearchX } from 'lucide-react';
import { useFeed } from '~/app/use-list';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { TableFrame } from '~/ui/table';
import { When } from '~/ui/when';
import { fileIn, saidIn } from './content';
import styles from './conversations.module.css';
import { ChannelName, OpenLink, Rows } from './rows';

export function Matches({ search, open }: { search: string; open: string | undefined }) {
  const { t } = useLingui();
  const feed = useFeed<MatchingMessage>(['messages.search', { search }], (client) => client.messages.search({ search }));
  if (feed.error) return <ErrorState error={feed.error} retry={() => void feed.refetch()} />;
  return (
    <TableFrame>
      {feed.isPending ? (
        <Loading />
      ) : feed.items.length ? (
        <Rows label={t`Missatges trobats`}>
          {feed.items.map((one) => (
            <OpenLink key={one.id} contact={one.contact_id} isOpen={one.contact_id === open}>
              <span className={styles.line}>
                <strong className="one-line">{one.contact_name ?? one.contact_id}</strong>
                <When at={one.created_at} />
              </span>
              <span className={styles.found}>{saidIn(one) ?? fileIn(one)}</span>
              <ChannelName channel={one.channel} />
            </OpenLink>
          ))}
        </Rows>
      ) : (
        <Empty icon={SearchX} title={<Trans>Cap missatge no té aquestes paraules</Trans>} />
      )}
      {feed.hasNextPage && (
        <div className={styles.further}>
          <Button look="quiet" onClick={() => void feed.fetchNextPage()} disabled={feed.isFetchingNextPage}>
            <Trans>Cerca en missatges anteriors</Trans>
          </Button>
        </div>
      )}
    </TableFrame>
  );
}
