/** An event: its data, the deliveries and the runs that it caused. */
import type { BiVelio, DeliveryAttempt, EventRecord, Instance, Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { eventName } from '~/app/event-types';
import { includes, usePerson } from '~/app/session';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { JsonView } from '~/ui/code-block';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Facts, Section } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { When } from '~/ui/when';
import styles from './events.module.css';
import { subjectId } from './subject';

export function EventPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const query = useRead(['events.get', id], (client) => client.events.get(id));
  const { role } = usePerson();
  const event = query.data;
  return (
    <Dialog title={event ? eventName(event.event) : t`Esdeveniment`} kind="side" onClose={onClose}>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {event && (
        <>
          <Facts
            facts={[
              [t`Identificador`, <code>{event.id}</code>],
              [t`Tipus`, <code>{event.event}</code>],
              [t`Quan`, <When at={event.timestamp} as="moment" />],
            ]}
          />
          <Section title={<Trans>Dades</Trans>}>
            <JsonView label={t`Dades`} value={event.data} />
          </Section>
          {includes(role, 'admin') && <Deliveries of={event} />}
          <Runs of={event} />
        </>
      )}
    </Dialog>
  );
}

interface Delivered {
  webhook: Webhook;
  latest: DeliveryAttempt;
}

const MOST_WEBHOOKS = 100;

/** The latest attempt at each webhook that was told of the event. */
async function deliveriesOf(event: EventRecord, client: BiVelio): Promise<Delivered[]> {
  const { items } = await client.webhooks.list({ per_page: MOST_WEBHOOKS });
  const told = await Promise.all(
    items.map(async (webhook) => {
      const { items: attempts } = await client.webhooks.deliveries(webhook.webhook_id, { event_id: event.id, limit: 1 });
      return attempts.map((latest) => ({ webhook, latest }));
    }),
  );
  return told.flat();
}

function Deliveries({ of: event }: { of: EventRecord }) {
  const query = useRead(['webhooks.deliveries', 'event', event.id], (client) => deliveriesOf(event, client));
  return (
    <Caused title={<Trans>Lliuraments</Trans>} none={<Trans>Cap webhook no se n’ha assabentat.</Trans>} query={query}>
      {query.data?.map(({ webhook, latest }) => (
        <li key={webhook.webhook_id}>
          <Badge tone={latest.outcome === 'delivered' ? 'good' : 'bad'}>{latest.response_status ?? latest.outcome}</Badge>
          <Link to="/webhooks/$id" params={{ id: webhook.webhook_id }} search={{ event: event.id }}>
            {webhook.url}
          </Link>
          <When at={latest.at} />
        </li>
      ))}
    </Caused>
  );
}

const CANDIDATES = 20;

/** The runs that the event started: those of its day whose input is about the same, and which name it. */
async function runsOf(event: EventRecord, client: BiVelio): Promise<Instance[]> {
  const subject = subjectId(event);
  const { items } = await client.workflows.instances({
    trigger: 'event',
    from_date: event.timestamp.slice(0, 10),
    per_page: CANDIDATES,
    ...(subject && { search: subject }),
  });
  const runs = await Promise.all(items.map(({ instance_id: id }) => client.workflows.instancesGet(id)));
  return runs.filter(({ trigger }) => (trigger as { id?: unknown } | undefined)?.id === event.id);
}

function Runs({ of: event }: { of: EventRecord }) {
  const query = useRead(['workflows.instances', 'event', event.id], (client) => runsOf(event, client));
  return (
    <Caused title={<Trans>Execucions</Trans>} none={<Trans>Cap flux de treball no n’ha partit.</Trans>} query={query}>
      {query.data?.map((run) => (
        <li key={run.instance_id}>
          <RunStatus of={run.status} />
          <Link to="/runs/$id" params={{ id: run.instance_id }}>
            {run.workflow_name}
          </Link>
          <When at={run.started_at} />
        </li>
      ))}
    </Caused>
  );
}

interface CausedProps {
  title: ReactNode;
  none: ReactNode;
  query: { data: unknown[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  children: ReactNode;
}

function Caused({ title, none, query, children }: CausedProps) {
  return (
    <Section title={title}>
      {query.error ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending && <Loading lines={2} />}
      {query.data && (query.data.length ? <ul className={styles.caused}>{children}</ul> : <p className="quiet">{none}</p>)}
    </Section>
  );
}
