/** The approvals that wait, of all runs. */
import type { ListedInstance } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { useList } from '~/app/use-list';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Pages } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Card, Page } from '~/ui/page';
import { When } from '~/ui/when';
import { approvals } from '../routes';
import { READ_EVERY } from '../runs/run-list';
import styles from '../workflows.module.css';
import { Decide, keyOf } from './decide';

export default function ApprovalsPage() {
  const { t } = useLingui();
  const { page = 1 } = approvals.route.useSearch();
  const asked = { status: 'waiting', with_waiting: true } as const;
  const list = useList(['workflows.instances', asked], page, (client, at) => client.workflows.instances({ ...at, ...asked }), {
    refetchInterval: READ_EVERY,
  });
  const waiting = list.items.filter((one) => one.waiting?.length);
  return (
    <Page title={t`Aprovacions`} about={t`Execucions que esperen que algú decideixi.`}>
      {list.error ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={6} />
      ) : !waiting.length ? (
        <Empty icon={CircleCheckBig} title={<Trans>No hi ha res per decidir</Trans>}>
          <p>
            <Trans>Quan un flux demani una aprovació, la trobaràs aquí.</Trans>
          </p>
        </Empty>
      ) : (
        <ul className={styles.cards}>
          {waiting.flatMap((one) =>
            (one.waiting ?? []).map((approval) => (
              <li key={`${one.instance_id} ${keyOf(approval)}`}>
                <Card>
                  <Origin of={one} />
                  <Decide run={one.instance_id} approval={approval} />
                </Card>
              </li>
            )),
          )}
        </ul>
      )}
      {list.pagination && list.pagination.total_pages > 1 && <Pages {...list.pagination} />}
    </Page>
  );
}

function Origin({ of: one }: { of: ListedInstance }) {
  return (
    <p className={styles.row}>
      <Link to="/runs/$id" params={{ id: one.instance_id }}>
        {one.workflow_name}
      </Link>
      <span className="quiet">
        <Trans>
          començada <When at={one.started_at} />
        </Trans>
      </span>
    </p>
  );
}
