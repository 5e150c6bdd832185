/** Trials: what each step would receive with a sample, and a real run of a copy in the sandbox. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useEffect } from 'react';
import { readKey } from '~/app/cache-keys';
import { clientOf } from '~/app/client';
import { Button } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { ErrorState } from '~/ui/error-state';
import { Card, Note } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { toastError } from '~/ui/toast';
import { Decide, keyOf } from '../approvals/decide';
import type { StepState } from '../logic/path';
import { isUnderWay, READ_EVERY } from '../runs/run-list';
import { RunError, StepDetails } from '../runs/step-details';
import styles from '../workflows.module.css';
import { JsonEditor } from './json-editor';
import { TriedStep } from './tried-step';
import type { Mark } from './use-json';
import type { Checked } from './use-validation';

type Json = Record<string, unknown>;

interface Props {
  definition: Json | undefined;
  checked: Checked;
  sampleText: string;
  sampleFaults: readonly Mark[];
  onSample: (text: string) => void;
  input: Json;
  onStates: (states: { states: ReadonlyMap<string, StepState>; run: string } | undefined) => void;
}

export function Trial({ definition, checked, sampleText, sampleFaults, onSample, input, onStates }: Props) {
  const { t } = useLingui();
  const start = useMutation({ mutationFn: () => runCopy(definition ?? {}, input, t`Prova`) });
  const isReady = definition !== undefined && checked.validation?.valid === true && sampleFaults.length === 0;
  return (
    <div className={styles.stack}>
      <JsonEditor label={t`Entrada de mostra (JSON)`} text={sampleText} onChange={onSample} faults={sampleFaults} lines={8} />
      <div className={styles.row}>
        <Button look="primary" icon={FlaskConical} disabled={!isReady || start.isPending} onClick={() => start.mutate()}>
          <Trans>Executa-ho a l’entorn de proves</Trans>
        </Button>
        <span className="quiet">
          <Trans>S’hi executa una còpia, que s’esborra quan acaba: no surt res enfora.</Trans>
        </span>
      </div>
      {start.error && <ErrorState error={start.error} />}
      {start.data ? <SandboxRun id={start.data.instance_id} onStates={onStates} /> : <Foreseen checked={checked} />}
    </div>
  );
}

/** Save a copy that nothing starts by itself in the sandbox, run it, and archive it: the run goes on. */
async function runCopy(definition: Json, input: Json, word: string) {
  const client = clientOf('sandbox');
  const { trigger: _, ...rest } = definition;
  const name = `${word}: ${String(definition['name'] ?? '')}`.slice(0, 200);
  const copy = { ...rest, name, trigger_type: 'manual', concurrency: 'allow' };
  const { id } = await client.workflows.create(copy as unknown as Parameters<typeof client.workflows.create>[0]);
  try {
    return await client.workflows.execute({ workflow_id: id, input, async: true });
  } finally {
    await client.workflows.archive(id);
  }
}

/** How a run with the sample would go, as the check of the definition says. */
function Foreseen({ checked: { validation } }: { checked: Checked }) {
  if (!validation?.valid) return null;
  return (
    <div className={styles.stack}>
      <p className="quiet">
        <Trans>Així aniria amb aquesta entrada, sense que cap pas tingui efecte:</Trans>
      </p>
      {validation.error && <RunError error={validation.error} />}
      {validation.steps.map((step) => (
        <Card key={`${step.step_id} ${step.iteration} ${step.branch ?? ''}`}>
          <TriedStep of={step} />
        </Card>
      ))}
      {validation.truncated && (
        <Note>
          <Trans>La prova s’ha aturat als 200 passos o als 4 segons; l’execució continuaria.</Trans>
        </Note>
      )}
    </div>
  );
}

/** A run in the sandbox, whichever environment the page shows: read again until it has ended. */
function SandboxRun({ id, onStates }: { id: string; onStates: Props['onStates'] }) {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: readKey('sandbox', ['workflows.instancesGet', id]),
    queryFn: async () => clientOf('sandbox').workflows.instancesGet(id),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.status ?? 'running') ? READ_EVERY : false),
  });
  const run = query.data;
  const { mutate: remove } = useMutation({ mutationFn: (workflow: string) => clientOf('sandbox').workflows.delete(workflow), onError: toastError });
  const ended = run && !isUnderWay(run.status) ? run.workflow_id : undefined;
  useEffect(() => {
    if (ended !== undefined) remove(ended);
  }, [ended, remove]);
  useEffect(() => {
    if (run) onStates({ states: new Map(run.steps.map((step) => [step.id, step])), run: run.status });
  }, [run, onStates]);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!run) return null;
  return (
    <div className={styles.stack} data-testid="sandbox-run">
      <p className={styles.row} role="status">
        <RunStatus of={run.status} /> <code>{id}</code>
      </p>
      {run.error && <RunError error={run.error} step={run.failed_step} />}
      {(run.waiting ?? []).map((approval) => (
        <Card key={keyOf(approval)}>
          <Decide run={id} approval={approval} environment="sandbox" />
        </Card>
      ))}
      {run.output !== undefined && run.output !== null && <JsonView value={run.output} label={t`Sortida de l’execució`} />}
      {run.steps
        .filter(({ status }) => status !== 'pending')
        .map((step) => (
          <Card key={step.id}>
            <StepDetails of={step} />
          </Card>
        ))}
    </div>
  );
}
