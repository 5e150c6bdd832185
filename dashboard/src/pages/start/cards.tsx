/** The cards of Home beside those of money: who wrote, what waits for a decision, today, and the open cases. */
import type { CalendarEvent, Conversation, ListedCase, ListedInstance } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRead } from '~/app/use-read';
import { When } from '~/ui/when';
import { dayOf, plus, startOf, timeOf } from '../calendar/days';
import { saidIn } from '../conversations/content';
import { Glance, Lines } from './glance';

export interface Some<Item> {
  items: Item[];
  pagination: { total: number };
}

const SHOWN = 3;
const SHOWN_TODAY = 6;

export function ConversationsUnread({ query }: { query: UseQueryResult<Some<Conversation>> }) {
  return (
    <Glance
      title={<Trans>Converses per llegir</Trans>}
      query={query}
      count={({ pagination }) => pagination.total}
      all={
        <Link to="/conversations" search={{ unread: true }}>
          <Trans>Totes les que són per llegir</Trans>
        </Link>
      }
    >
      {({ items }) => (
        <Lines items={items} empty={<Trans>Ho has llegit tot.</Trans>}>
          {({ contact_id: contact, contact_name: name, last_message: last }) => (
            <li key={contact}>
              <Link to="/conversations" search={{ with: contact }}>
                {name ?? contact}
              </Link>
              <When at={last.created_at} />
              <span className="one-line quiet">{saidIn(last)}</span>
            </li>
          )}
        </Lines>
      )}
    </Glance>
  );
}

export function ApprovalsWaiting({ query }: { query: UseQueryResult<Some<ListedInstance>> }) {
  return (
    <Glance
      title={<Trans>Aprovacions que esperen</Trans>}
      query={query}
      count={({ pagination }) => pagination.total}
      all={
        <Link to="/approvals">
          <Trans>Totes les aprovacions</Trans>
        </Link>
      }
    >
      {({ items }) => (
        <Lines items={items} empty={<Trans>No hi ha res per decidir.</Trans>}>
          {({ instance_id: id, workflow_name: name, started_at: at, waiting }) => (
            <li key={id}>
              <Link to="/approvals">{name}</Link>
              <When at={at} />
              <span className="one-line quiet">{waiting?.[0]?.message}</span>
            </li>
          )}
        </Lines>
      )}
    </Glance>
  );
}

export function Today({ isAsked }: { isAsked: boolean }) {
  const { t } = useLingui();
  const today = dayOf(new Date());
  const query = useRead<Some<CalendarEvent>>(
    ['calendar.events', 'of a day', today],
    (client) => client.calendar.events({ from: startOf(today).toISOString(), to: startOf(plus(today, 1)).toISOString(), per_page: SHOWN_TODAY }),
    { enabled: isAsked },
  );
  return (
    <Glance
      title={<Trans>Avui</Trans>}
      query={query}
      count={({ pagination }) => pagination.total}
      all={
        <Link to="/calendar">
          <Trans>El calendari</Trans>
        </Link>
      }
    >
      {({ items }) => (
        <Lines items={items} empty={<Trans>Avui no tens res apuntat.</Trans>}>
          {({ id, title, start, all_day: isWholeDay }) => (
            <li key={id}>
              <Link to="/calendar" search={{ id }}>
                {title}
              </Link>
              {isWholeDay ? <span className="quiet">{t`tot el dia`}</span> : <time dateTime={start}>{timeOf(new Date(start))}</time>}
            </li>
          )}
        </Lines>
      )}
    </Glance>
  );
}

export function CasesOpen({ isAsked }: { isAsked: boolean }) {
  const query = useRead<Some<ListedCase>>(
    ['cases.list', 'open'],
    (client) => client.cases.list({ status: 'open', per_page: SHOWN }),
    { enabled: isAsked },
  );
  return (
    <Glance
      title={<Trans>Casos oberts</Trans>}
      query={query}
      count={({ pagination }) => pagination.total}
      all={
        <Link to="/cases" search={{ status: 'open' }}>
          <Trans>Tots els casos oberts</Trans>
        </Link>
      }
    >
      {({ items }) => (
        <Lines items={items} empty={<Trans>No hi ha cap cas obert.</Trans>}>
          {({ id, title, contact_name: name, updated_at: at }) => (
            <li key={id}>
              <Link to="/cases" search={{ status: 'open', id }}>
                {title}
              </Link>
              <When at={at} />
              {name && <span className="one-line quiet">{name}</span>}
            </li>
          )}
        </Lines>
      )}
    </Glance>
  );
}
