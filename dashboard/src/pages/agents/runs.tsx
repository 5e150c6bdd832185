/** What an agent did: its executions, newest first, each with its trace. */
import type { AgentExecutionSummary } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { Outcome, Trace } from '~/app/agent-trace';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Figure } from '~/ui/money';
import { Stack } from '~/ui/page';
import { Seconds } from '~/ui/seconds';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { agent } from './routes';

export function Runs({ of: id }: { of: string }) {
  const { t } = useLingui();
  const { status, page = 1, run } = agent.route.useSearch();
  const change = useChange();
  const asked = { agent_id: id, ...(status && { status }) };
  const list = useList(['agents.executions', asked], page, (client, at) => client.agents.executions({ ...at, ...asked }));
  const columns = useColumns();
  return (
    <Stack>
      <Filters>
        <ChoiceFilter
          label={t`Resultat`}
          all={t`Tots els resultats`}
          value={status}
          onChange={(next) => change({ status: next, page: undefined })}
          options={[
            { value: 'completed', label: t`Acabades` },
            { value: 'failed', label: t`Fallides` },
          ]}
        />
      </Filters>
      <ListView
        list={list}
        label={t`Execucions`}
        columns={columns}
        keyOf={({ execution_id }) => execution_id}
        isFiltered={status !== undefined}
        clearFilters={() => change({ status: undefined })}
        empty={<Empty icon={History} title={<Trans>Encara no ha respost a res</Trans>} />}
      />
      {run && <Trace id={run} onClose={() => change({ run: undefined })} />}
    </Stack>
  );
}

function useColumns(): Column<AgentExecutionSummary>[] {
  const { t } = useLingui();
  return [
    {
      title: t`Execució`,
      onPhone: 'title',
      cell: ({ execution_id: id }) => (
        <Link to="." search={(former: object) => ({ ...former, run: id })}>
          {id}
        </Link>
      ),
    },
    { title: t`Resultat`, onPhone: 'side', as: 'tight', cell: ({ status }) => <Outcome of={status} /> },
    { title: t`Temps`, onPhone: 'line', as: 'end', cell: ({ duration_ms: time }) => <Seconds ms={time} /> },
    { title: t`Tokens`, as: 'end', cell: ({ tokens_used: count }) => <Figure value={count} /> },
    { title: t`Crèdits`, as: 'end', cell: ({ credits_consumed: count }) => <Figure value={count} /> },
    { title: t`Quan`, onPhone: 'line', as: 'tight', cell: ({ completed_at: at }) => <When at={at} /> },
  ];
}
