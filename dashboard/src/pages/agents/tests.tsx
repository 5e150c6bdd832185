/** The tests of an agent: conversations that it has to pass, with what came of them, and how they are run again. */
import type { Agent, AgentTest, AgentTestPage } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { FlaskConical, Play, Plus } from 'lucide-react';
import { useState } from 'react';
import { Trace } from '~/app/agent-trace';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { Checkbox } from '~/ui/field';
import { Loading } from '~/ui/loading';
import { Stack } from '~/ui/page';
import styles from './agents.module.css';
import { OneTest } from './one-test';
import { agent as route } from './routes';
import { TestDialog } from './test-dialog';

const READ_EVERY = 2_000;

/** Whether a test was failed with the newest version that it was run with. */
const isFailed = ({ results: [newest] }: AgentTest) => newest?.passed === false;

export function Tests({ of: agent }: { of: Agent }) {
  const { t } = useLingui();
  const mayRun = useMay('member');
  const { failed: areFailed = false, run: execution } = route.route.useSearch();
  const change = useChange();
  const [edited, setEdited] = useState<AgentTest | 'new'>();
  const read = useRead<AgentTestPage>(['agents.testsList', agent.id], (client) => client.agents.testsList({ agent_id: agent.id, per_page: 100 }), {
    refetchInterval: ({ state }) => (state.data?.run?.status === 'running' ? READ_EVERY : false),
  });
  const run = useWrite((client, names: string[] | undefined) => client.agents.testsRun({ agent_id: agent.id, ...(names && { names }) }), { again: ['agents.testsList'] });
  if (read.error) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <Loading />;
  const { tests, credits, run: last } = read.data;
  const isUnderWay = last?.status === 'running';
  const isBusy = isUnderWay || run.isPending;
  const failed = tests.filter(isFailed);
  const add = mayRun && (
    <Button look={tests.length ? 'plain' : 'primary'} icon={Plus} onClick={() => setEdited('new')}>
      <Trans>Afegeix una prova</Trans>
    </Button>
  );
  return (
    <Stack>
      {tests.length === 0 ? (
        <Empty icon={FlaskConical} title={<Trans>Encara no hi ha cap prova</Trans>} action={add}>
          <p>
            <Trans>Desa converses que l’agent ha de respondre bé i torna-les a passar cada vegada que el canviïs.</Trans>
          </p>
        </Empty>
      ) : (
        <div className={styles.row}>
          {mayRun && (
            <Button look="primary" icon={Play} disabled={isBusy} onClick={() => run.mutate(undefined)}>
              <Trans>Passa les proves</Trans>
            </Button>
          )}
          {add}
          <Checkbox label={t`Només les que fallen`} name="failed" value={areFailed} onChange={(next) => change({ failed: next || undefined })} />
          <span className="quiet" aria-live="polite">
            {isUnderWay && last ? (
              <Trans>
                Fetes: {last.done} de {last.total}.
              </Trans>
            ) : (
              <>
                <Plural value={failed.length} _0="Cap no falla." one="En falla #." other="En fallen #." />{' '}
                {mayRun && <Plural value={credits} one="Passar-les gasta # crèdit d’IA, com a màxim. No canvia res." other="Passar-les gasta # crèdits d’IA, com a màxim. No canvia res." />}
              </>
            )}
          </span>
        </div>
      )}
      {(areFailed ? failed : tests).map((test) => (
        <OneTest key={test.name} of={test} doing={mayRun ? { run: () => run.mutate([test.name]), isBusy, edit: () => setEdited(test) } : undefined} />
      ))}
      {edited && <TestDialog of={agent} test={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} run={(name) => run.mutate([name])} />}
      {execution && <Trace id={execution} onClose={() => change({ run: undefined })} />}
    </Stack>
  );
}
