/** Who changed what in the organisation, newest first. */
import type { AuditEntry } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { ShieldCheck } from 'lucide-react';
import { useActorName } from '~/app/actors';
import { useChange } from '~/app/use-change';
import { useFeed } from '~/app/use-list';
import { useRead } from '~/app/use-read';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { None } from '~/ui/none';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { DaysFilter } from '~/ui/time-field';
import { When } from '~/ui/when';
import { ACTION_NAMES, actionName, detailName } from './actions';
import styles from './audit.module.css';
import { audit } from './routes';

/** The moment at which a day of the reader begins, or ends. */
export function momentOf(day: string, end = false): string | undefined {
  const at = new Date(`${day}T${end ? '23:59:59.999' : '00:00:00'}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

export default function AuditPage() {
  const { t } = useLingui();
  const { action, actor, from, to } = audit.route.useSearch();
  const change = useChange();
  const list = useFeed(['audit.list', { action, actor, from, to }], (client) =>
    client.audit.list({
      limit: 50,
      ...(action && { actions: [action] }),
      ...(actor && { actor }),
      ...(from && { from: momentOf(from) }),
      ...(to && { to: momentOf(to, true) }),
    }),
  );
  return (
    <Page title={t`Auditoria`} about={t`Qui ha canviat què. S’hi conserva tot, i ningú no ho pot esborrar.`}>
      <AuditFilters />
      <ListView
        list={list}
        label={t`Auditoria`}
        columns={useColumns()}
        keyOf={(entry) => entry.id}
        isFiltered={Boolean(action || actor || from || to)}
        clearFilters={() => change({ action: undefined, actor: undefined, from: undefined, to: undefined })}
        empty={
          <Empty icon={ShieldCheck} title={<Trans>Encara no ha canviat res</Trans>}>
            <p>
              <Trans>Quan algú creï una clau, canviï un rol o desi un secret, ho veuràs aquí.</Trans>
            </p>
          </Empty>
        }
      />
    </Page>
  );
}

function AuditFilters() {
  const { t } = useLingui();
  const { action, actor, from, to } = audit.route.useSearch();
  const change = useChange();
  const nameOf = useActorName();
  const { data: usage } = useRead(['usage.get', {}], (client) => client.usage.get());
  const actors = new Set([...(usage?.by_actor.map((one) => one.actor) ?? []), ...(actor ? [actor] : [])]);
  return (
    <Filters>
      <ChoiceFilter
        label={t`Acció`}
        all={t`Totes les accions`}
        value={action}
        onChange={(next) => change({ action: next })}
        options={ACTION_NAMES.map((value) => ({ value, label: actionName(value) }))}
      />
      <ChoiceFilter
        label={t`Qui`}
        all={t`Tothom`}
        value={actor}
        onChange={(next) => change({ actor: next })}
        options={Array.from(actors, (value) => ({ value, label: nameOf(value) }))}
      />
      <DaysFilter labels={[t`Des de`, t`Fins a`]} from={from} to={to} onChange={change} />
    </Filters>
  );
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useLingui();
  const nameOf = useActorName();
  return [
    { title: t`Quan`, onPhone: 'side', as: 'tight', cell: ({ at }) => <When at={at} as="moment" /> },
    {
      title: t`Acció`,
      onPhone: 'title',
      cell: ({ action }) => (
        <Named>
          {actionName(action)}
          <code className={styles.code}>{action}</code>
        </Named>
      ),
    },
    { title: t`Qui`, onPhone: 'line', cell: ({ actor, actor_kind: kind }) => (kind === 'system' ? <Trans>la plataforma</Trans> : nameOf(actor)) },
    { title: t`De què`, onPhone: 'line', cell: ({ details }) => <Details of={details} /> },
    { title: t`Adreça IP`, as: 'tight', cell: ({ ip }) => (ip ? <code>{ip}</code> : <None />) },
  ];
}

/** The fields that depend on the action: the API keeps no secret in them. */
function Details({ of: details }: { of: Record<string, unknown> }) {
  const nameOf = useActorName();
  return (
    <span className={styles.details}>
      {Object.entries(details).map(([name, value]) => (
        <span key={name}>
          <span className="quiet">{detailName(name)}</span> <code>{typeof value === 'string' ? nameOf(value) : JSON.stringify(value)}</code>
        </span>
      ))}
    </span>
  );
}
