/** Agents: the list, with how often and how fast each answered today. */
import type { AgentSummary } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Bot, Plus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { loadArea } from '~/app/language';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Figure } from '~/ui/money';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { agents } from './routes';
import { Seconds } from '~/ui/seconds';

// With the choice of its tools: a chunk of its own.
const CreateAgentDialog = lazy(async () => {
  const [form] = await Promise.all([import('./edit-agent'), loadArea('workflows')]);
  return { default: form.CreateAgentDialog };
});

export default function AgentsPage() {
  const { t } = useLingui();
  const { status, page = 1, new: isNew } = agents.route.useSearch();
  const change = useChange();
  const list = useList(['agents.list', { status }], page, (client, at) => client.agents.list({ ...at, status: status ?? 'all' }));
  const columns = useColumns();
  const create = useMay('admin') && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea un agent</Trans>
    </Button>
  );
  return (
    <Page
      title={t`Agents`}
      actions={create}
      about={t`Models de llenguatge amb unes instruccions teves: responen a un text, i fan servir les eines que els dones.`}
    >
      <Filters>
        <ChoiceFilter
          label={t`Estat`}
          all={t`Tots els estats`}
          value={status}
          onChange={(next) => change({ status: next, page: undefined })}
          options={[
            { value: 'active', label: t`Actius` },
            { value: 'inactive', label: t`Inactius` },
          ]}
        />
      </Filters>
      <ListView
        list={list}
        label={t`Agents`}
        columns={columns}
        keyOf={({ id }) => id}
        isFiltered={status !== undefined}
        clearFilters={() => change({ status: undefined })}
        empty={
          <Empty icon={Bot} title={<Trans>Encara no hi ha cap agent</Trans>} action={create}>
            <p>
              <Trans>Crea’n un i prova’l aquí mateix; després el poden fer servir els fluxos de treball i els teus programes.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && (
        <Suspense>
          <CreateAgentDialog onClose={() => change({ new: undefined })} />
        </Suspense>
      )}
    </Page>
  );
}

function useColumns(): Column<AgentSummary>[] {
  const { t } = useLingui();
  return [
    { title: t`Nom`, onPhone: 'title', cell: (one) => <Name of={one} /> },
    { title: t`Categoria`, as: 'tight', cell: ({ category }) => <Badge>{category}</Badge> },
    { title: t`Model`, as: 'tight', cell: ({ model }) => <code>{model}</code> },
    { title: t`Avui`, as: 'end', cell: ({ invocations_today: count }) => <Figure value={count} /> },
    { title: t`Temps mitjà`, as: 'end', cell: ({ avg_latency_ms: time }) => <Seconds ms={time} /> },
    {
      title: t`Estat`,
      onPhone: 'side',
      as: 'tight',
      cell: ({ status }) => (status === 'active' ? <Badge tone="good">{t`actiu`}</Badge> : <Badge tone="quiet">{t`inactiu`}</Badge>),
    },
  ];
}

function Name({ of: { id, name, description } }: { of: AgentSummary }) {
  return (
    <Named>
      <Link to="/agents/$id" params={{ id }}>
        {name}
      </Link>
      <small className="quiet">{description}</small>
    </Named>
  );
}
