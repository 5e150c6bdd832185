/** A run: the path that it took on the graph, each step, and what can be done with it. */
import type { Instance, InstanceStep } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ActorLink } from '~/app/actor-link';
import { useRead } from '~/app/use-read';
import { CopyButton } from '~/ui/copy-button';
import { JsonView } from '~/ui/code-block';
import { PageLoading } from '~/ui/loading';
import { Card, Facts, Note, Page, Section } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { UnreadPage } from '~/ui/unread-page';
import { When } from '~/ui/when';
import { Decide, keyOf } from '../approvals/decide';
import { Graph } from '../graph/graph';
import { allSteps } from '../logic/definition';
import type { StepState } from '../logic/path';
import { run as route } from '../routes';
import styles from '../workflows.module.css';
import { Duration, useTriggerNames } from '../words';
import { Iterations } from './iterations';
import { RunActions } from './run-actions';
import { isUnderWay, READ_EVERY } from './run-list';
import { RunError, StepDetails } from './step-details';

const Back = () => (
  <Link to="/runs">
    <Trans>Execucions</Trans>
  </Link>
);

export default function RunPage() {
  const { t } = useLingui();
  const { id } = route.route.useParams();
  const query = useRead(['workflows.instancesGet', id], (client) => client.workflows.instancesGet(id), {
    refetchInterval: ({ state }) => (isUnderWay(state.data?.status ?? '') ? READ_EVERY : false),
  });
  if (query.isPending || query.error) return <UnreadPage title={t`Execució`} back={<Back />} of={query} />;
  return <Run of={query.data} />;
}

function Run({ of: run }: { of: Instance }) {
  const { t } = useLingui();
  const waiting = run.waiting ?? [];
  return (
    <Page
      title={run.workflow_name}
      back={<Back />}
      about={
        <span className={styles.row}>
          <RunStatus of={run.status} />
          <code>{run.instance_id}</code>
          <CopyButton text={run.instance_id} label={t`Copia l’identificador de l’execució`} />
        </span>
      }
      actions={<RunActions of={run} />}
    >
      <RunFacts of={run} />
      {run.error && <RunError error={run.error} step={run.failed_step} />}
      {waiting.length > 0 && (
        <Section title={t`Espera una decisió`}>
          {waiting.map((approval) => (
            <Card key={keyOf(approval)}>
              <Decide run={run.instance_id} approval={approval} />
            </Card>
          ))}
        </Section>
      )}
      <Steps of={run} />
      <div className={styles.two}>
        <Section title={t`Entrada de l’execució`}>
          <JsonView value={run.input ?? {}} label={t`Entrada de l’execució`} />
        </Section>
        <Section title={t`Sortida de l’execució`}>
          {run.output === undefined || run.output === null ? (
            <p className="quiet">{isUnderWay(run.status) ? <Trans>Encara no n’hi ha.</Trans> : <Trans>Cap.</Trans>}</p>
          ) : (
            <JsonView value={run.output} label={t`Sortida de l’execució`} />
          )}
        </Section>
      </div>
    </Page>
  );
}

function RunFacts({ of: run }: { of: Instance }) {
  const { t } = useLingui();
  const triggers = useTriggerNames();
  const [kind = '', who] = run.started_by.split(':'); // `user:usr_1`; `schedule` is nobody
  const trigger = (run.trigger as { type?: string } | null)?.type ?? '';
  return (
    <Card>
      <Facts
        facts={[
          [t`Flux`, <Link key="flow" to="/workflows/$id" params={{ id: run.workflow_id }}>{t`${run.workflow_name}, versió ${run.workflow_version}`}</Link>],
          [t`Començada`, <When key="at" at={run.started_at} as="moment" />],
          [
            t`Inici`,
            <span key="who">
              {triggers[trigger as keyof typeof triggers] ?? trigger}
              {who && (
                <>
                  {' · '}
                  <ActorLink kind={kind} id={who} />
                </>
              )}
            </span>,
          ],
          [t`Acabada`, run.ended_at && <When key="end" at={run.ended_at} as="moment" />],
          [t`Durada`, typeof run.duration_ms === 'number' ? <Duration key="ms" ms={run.duration_ms} /> : undefined],
          [
            t`Repeteix`,
            run.retry_of && (
              <Link key="of" to="/runs/$id" params={{ id: run.retry_of }}>
                {run.retry_of}
              </Link>
            ),
          ],
        ]}
      />
    </Card>
  );
}

/** The graph with the path taken, and the step that is chosen beside it. */
function Steps({ of: run }: { of: Instance }) {
  const { t } = useLingui();
  const { step: path } = route.route.useSearch();
  const navigate = route.route.useNavigate();
  const choose = (step: string | undefined) =>
    void navigate({ to: '.', search: (former: object) => ({ ...former, step, page: undefined, failed: undefined }), resetScroll: false });
  const definition = useRead(
    ['workflows.get', run.workflow_id, run.workflow_version],
    (client) => client.workflows.get(run.workflow_id, { version: run.workflow_version }),
    { staleTime: Infinity },
  );
  const [inner, setInner] = useState<InstanceStep[]>([]);
  const states = useMemo(() => new Map<string, StepState>([...run.steps, ...inner].map((step) => [step.id, step])), [run.steps, inner]);
  const steps = useMemo(() => allSteps(definition.data), [definition.data]);
  if (definition.isPending) return <PageLoading />;
  if (definition.error) {
    return (
      <Section title={t`Passos`}>
        <Note tone="warning">
          <Trans>La definició d’aquesta versió no es pot llegir; aquests són els passos que se’n coneixen.</Trans>
        </Note>
        {run.steps.map((step) => (
          <Card key={step.id}>
            <StepDetails of={step} />
          </Card>
        ))}
      </Section>
    );
  }
  const failed = steps.find(({ step }) => step.id === run.failed_step)?.path;
  const current = run.steps.find(({ status }) => status === 'running' || status === 'waiting')?.id;
  const chosen = path ?? failed ?? steps.find(({ step }) => step.id === current)?.path ?? steps[0]?.path;
  const placed = steps.find((one) => one.path === chosen);
  const shown = [...run.steps, ...inner].find(({ id }) => id === placed?.step.id);
  const isLoop = placed && placed.bodies.length > 0;
  return (
    <Section title={t`Passos`}>
      <div className={styles.two}>
        <Graph definition={definition.data} chosen={chosen} onChoose={choose} states={states} run={run.status} />
        <div className={styles.stack}>
          <Card>{shown ? <StepDetails of={shown} /> : <Unknown name={placed?.step.id ?? ''} />}</Card>
          {isLoop && shown && <Iterations key={placed.step.id} run={run} step={placed.step.id} iteration="0" onShow={setInner} isTop />}
        </div>
      </div>
    </Section>
  );
}

/** A step of a loop, before one of its iterations is open. */
function Unknown({ name }: { name: string }) {
  return (
    <p className="quiet">
      <Trans>
        <code>{name}</code> és dins d’un bucle o d’unes branques: tria’n el pas de fora i obre’n un element.
      </Trans>
    </p>
  );
}
