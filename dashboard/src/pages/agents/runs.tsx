/** What an agent did: its executions, newest first, each with its trace. */
import type { AgentExecution, AgentExecutionSummary } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { useRead } from '~/app/use-read';
import { Badge } from '~/ui/badge';
import { JsonView } from '~/ui/code-block';
import { Dialog } from '~/ui/dialog';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Figure } from '~/ui/money';
import { Facts, Note, Section, Stack } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import styles from './agents.module.css';
import { agent } from './routes';
import { Seconds } from './seconds';

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
      cell: ({ execution_id: id }) => (
        <Link to="." search={((former: object) => ({ ...former, run: id })) as never}>
          {id}
        </Link>
      ),
    },
    { title: t`Resultat`, as: 'tight', cell: ({ status }) => <Outcome of={status} /> },
    { title: t`Temps`, as: 'end', cell: ({ duration_ms: time }) => <Seconds ms={time} /> },
    { title: t`Tokens`, as: 'end', cell: ({ tokens_used: count }) => <Figure value={count} /> },
    { title: t`Crèdits`, as: 'end', cell: ({ credits_consumed: count }) => <Figure value={count} /> },
    { title: t`Quan`, as: 'tight', cell: ({ completed_at: at }) => <When at={at} /> },
  ];
}

function Outcome({ of: status }: { of: string }) {
  const { t } = useLingui();
  return status === 'completed' ? <Badge tone="good">{t`acabada`}</Badge> : <Badge tone="bad">{t`fallida`}</Badge>;
}

function Trace({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const read = useRead<AgentExecution>(['agents.executionsGet', id], (client) => client.agents.executionsGet(id));
  return (
    <Dialog kind="side" title={t`Traça`} onClose={onClose}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data ? (
        <>
          <Facts
            facts={[
              [t`Execució`, <code>{read.data.execution_id}</code>],
              [t`Resultat`, <Outcome of={read.data.status} />],
              [t`Temps`, <Seconds ms={read.data.duration_ms} />],
              [t`Tokens`, <Figure value={read.data.tokens_used} />],
              [t`Crèdits`, <Figure value={read.data.credits_consumed} />],
              [t`Model`, read.data.model && <code>{read.data.model}</code>],
              [t`Quan`, <When at={read.data.completed_at} as="moment" />],
            ]}
          />
          {read.data.error && (
            <Note tone="warning">
              <JsonView value={read.data.error} label={t`Error`} />
            </Note>
          )}
          {read.data.tools_used && read.data.tools_used.length > 0 && (
            <Section title={t`Eines, en l’ordre en què les ha fet servir`}>
              <ol className={styles.steps}>
                {read.data.tools_used.map((tool, at) => (
                  <li key={at}>
                    <code>{tool}</code>
                  </li>
                ))}
              </ol>
            </Section>
          )}
          {read.data.output && (
            <Section title={t`Resposta`}>
              <JsonView value={read.data.output} label={t`Resposta`} />
            </Section>
          )}
        </>
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}
