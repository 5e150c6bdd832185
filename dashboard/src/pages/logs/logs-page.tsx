/** The requests that failed, and a sample of the others, newest first; each opens with what was sent and answered. */
import type { LoggedRequest } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { ScrollText } from 'lucide-react';
import { useActorName } from '~/app/actors';
import { useChange } from '~/app/use-change';
import { useFeed } from '~/app/use-list';
import { useRead } from '~/app/use-read';
import { TextButton } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, SinceFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { None } from '~/ui/none';
import { Page } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import styles from './logs.module.css';
import { RequestPanel } from './request-panel';
import { logs } from './routes';
import { HttpStatus } from './status';

const HOURS = { hour: 1, day: 24, week: 168 };
const HOUR = 3_600_000;

export default function LogsPage() {
  const { t } = useLingui();
  const { id, since, ...narrowed } = logs.route.useSearch();
  const { outcome, status, operation, actor } = narrowed;
  const change = useChange();
  const list = useFeed(['requests.list', { since, outcome, status, operation, actor }], (client) =>
    client.requests.list({
      limit: 30,
      ...(outcome && { outcome }),
      ...(status && { status }),
      ...(operation && { operation }),
      ...(actor && { actor }),
      ...(since && { from: new Date(Date.now() - HOURS[since] * HOUR).toISOString() }),
    }),
  );
  const clear = { outcome: undefined, status: undefined, operation: undefined, actor: undefined, since: undefined };
  return (
    <Page
      title={t`Peticions`}
      about={t`Totes les peticions que han fallat els últims dies i una mostra de les altres. Apareixen uns segons després de la resposta.`}
    >
      <LogFilters />
      <ListView
        list={list}
        label={t`Peticions`}
        columns={useColumns((next) => change({ id: next }))}
        keyOf={(one) => one.id}
        isFiltered={Boolean(outcome || status || operation || actor || since)}
        clearFilters={() => change(clear)}
        empty={
          <Empty icon={ScrollText} title={<Trans>Encara no hi ha cap petició</Trans>}>
            <p>
              <Trans>Quan una petició falli, la veuràs aquí amb el que s’ha enviat i el que s’ha respost.</Trans>
            </p>
          </Empty>
        }
      />
      {id && <RequestPanel id={id} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<LoggedRequest>[] {
  const { t } = useLingui();
  const nameOf = useActorName();
  return [
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (one) => <HttpStatus of={one.status} /> },
    {
      title: t`Operació`,
      onPhone: 'title',
      cell: (one) => (
        <TextButton onClick={() => open(one.id)}>
          {one.operation}
        </TextButton>
      ),
    },
    { title: t`Error`, onPhone: 'line', cell: ({ code }) => (code ? <code className={styles.wraps}>{code}</code> : <None />) },
    { title: t`Qui`, onPhone: 'line', cell: ({ actor }) => <span className={styles.wraps}>{nameOf(actor)}</span> },
    { title: t`Ha trigat`, as: 'end', cell: ({ latency_ms: milliseconds }) => `${milliseconds} ms` },
    { title: t`Quan`, onPhone: 'line', as: 'tight', cell: ({ at }) => <When at={at} /> },
  ];
}

/** The filters. What can be chosen is what the last 30 days had. */
function LogFilters() {
  const { t } = useLingui();
  const { outcome, status, operation, actor, since } = logs.route.useSearch();
  const change = useChange();
  const nameOf = useActorName();
  const { data: usage } = useRead(['usage.get', {}], (client) => client.usage.get());
  const choices = (found: string[] | undefined, chosen: string | undefined, nameOf = (value: string) => value) =>
    Array.from(new Set([...(found ?? []), ...(chosen ? [chosen] : [])])).map((value) => ({ value, label: nameOf(value) }));
  return (
    <Filters>
      <ChoiceFilter
        label={t`Resultat`}
        all={t`Tots els resultats`}
        value={outcome}
        onChange={(next) => change({ outcome: next })}
        options={[
          { value: 'failed', label: t`Han fallat` },
          { value: 'succeeded', label: t`Han anat bé` },
        ]}
      />
      <ChoiceFilter
        label={t`Estat HTTP`}
        all={t`Tots els estats`}
        value={status ? String(status) : undefined}
        onChange={(next) => change({ status: next ? Number(next) : undefined })}
        options={choices(usage?.by_status.map((one) => String(one.status)), status ? String(status) : undefined)}
      />
      <ChoiceFilter
        label={t`Operació`}
        all={t`Totes les operacions`}
        value={operation}
        onChange={(next) => change({ operation: next })}
        options={choices(usage?.by_operation.map((one) => one.operation).sort(), operation)}
      />
      <ChoiceFilter
        label={t`Clau o persona`}
        all={t`Tothom`}
        value={actor}
        onChange={(next) => change({ actor: next })}
        options={choices(usage?.by_actor.map((one) => one.actor), actor, nameOf)}
      />
      <SinceFilter all={t`Tot el que es conserva`} value={since} onChange={(next) => change({ since: next })} />
    </Filters>
  );
}
