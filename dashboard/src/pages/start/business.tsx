/**
 * Home for who runs the business: money first, then who writes, what waits for a decision, today, and what is open.
 *
 * The page has its first content after the three requests of its first row; the others begin when these are there.
 */
import type { InvoicesSummary } from '@bivelio/sdk';
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useEnvironment } from '~/app/environment';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Loading } from '~/ui/loading';
import { ApprovalsWaiting, CasesOpen, ConversationsUnread, Today } from './cards';
import { Glance } from './glance';
import { Due, Months } from './money-cards';
import styles from './start.module.css';

const FirstSteps = lazy(() => import('./first-steps'));
const Attention = lazy(() => import('./attention').then((file) => ({ default: file.Attention })));

export const SHOWN = 3;

export function Business() {
  const isAdmin = useMay('admin');
  const mayWrite = useMay('member');
  const isLive = useEnvironment() === 'live';
  const summary = useRead<InvoicesSummary>(['invoices.summary', {}], (client) => client.invoices.summary());
  const unread = useRead(['messages.conversations', 'unread'], (client) => client.messages.conversations({ unread: true, per_page: SHOWN }));
  const approvals = useRead(['workflows.instances', 'approvals'], (client) =>
    client.workflows.instances({ status: 'waiting', with_waiting: true, per_page: SHOWN }),
  );
  const isBegun = [summary, unread, approvals].every(({ isPending }) => !isPending);
  return (
    <div className={styles.business}>
      {isLive && mayWrite && isBegun && (
        <Suspense fallback={<Loading lines={3} />}>
          <FirstSteps isAdmin={isAdmin} />
        </Suspense>
      )}
      <div className={styles.glances}>
        <Glance
          title={<Trans>Per cobrar i per pagar</Trans>}
          query={summary}
          all={
            <Link to="/invoices">
              <Trans>Totes les factures</Trans>
            </Link>
          }
        >
          {(data) => <Due of={data} />}
        </Glance>
        <Glance
          title={<Trans>Aquest mes</Trans>}
          query={summary}
          all={
            <Link to="/invoices" search={monthOf(summary.data)}>
              <Trans>Factures del mes</Trans>
            </Link>
          }
        >
          {(data) => <Months of={data} />}
        </Glance>
        <ConversationsUnread query={unread} />
        <ApprovalsWaiting query={approvals} />
        <Today isAsked={isBegun} />
        <CasesOpen isAsked={isBegun} />
      </div>
      {isBegun && (
        <Suspense fallback={<Loading lines={2} />}>
          <Attention isAdmin={isAdmin} isBeside />
        </Suspense>
      )}
    </div>
  );
}

/** The filters of the invoices that were issued this month. */
function monthOf(summary: InvoicesSummary | undefined) {
  return { type: 'issued' as const, ...(summary && { from: summary.month.from_date, to: summary.month.to_date }) };
}
