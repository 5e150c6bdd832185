/** A workflow: its graph, its runs, its statistics, and what starts it. */
import type { Workflow } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Pencil, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { includes, usePerson } from '~/app/session';
import { useRead } from '~/app/use-read';
import { Button, ButtonLink } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { CopyButton } from '~/ui/copy-button';
import { Card, Facts, Note, Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { UnreadPage } from '~/ui/unread-page';
import { When } from '~/ui/when';
import { Graph } from '../graph/graph';
import { WorkflowMenu } from '../list/workflow-menu';
import { allSteps } from '../logic/definition';
import { sampleInput } from '../logic/sample';
import { workflow as route } from '../routes';
import { ExecuteDialog } from '../runs/execute-dialog';
import { RunList } from '../runs/run-list';
import styles from '../workflows.module.css';
import { useTypeName, WorkflowState } from '../words';
import { Refused } from './refused';
import { StartTab } from './start-tab';
import { StatsTab } from './stats-tab';

const Back = () => (
  <Link to="/workflows">
    <Trans>Fluxos de treball</Trans>
  </Link>
);

export default function WorkflowPage() {
  const { t } = useLingui();
  const { id } = route.route.useParams();
  const query = useRead(['workflows.get', id], (client) => client.workflows.get(id));
  if (query.error || !query.data) return <UnreadPage title={t`Flux de treball`} back={<Back />} of={query} />;
  return <Details of={query.data} />;
}

function Details({ of: workflow }: { of: Workflow }) {
  const { t } = useLingui();
  const { tab = 'graph', days, step, ...search } = route.route.useSearch();
  const navigate = route.route.useNavigate();
  // Each tab has filters of its own: those of another one do not stay.
  const show = (next: typeof tab) => void navigate({ to: '.', search: (former: { env?: 'sandbox' }) => ({ env: former.env, tab: next === 'graph' ? undefined : next }) });
  return (
    <Page title={workflow.name} about={workflow.description || undefined} back={<Back />} actions={<Actions of={workflow} />}>
      <p className={styles.row}>
        <WorkflowState of={workflow} />
        <code>{workflow.id}</code>
        <CopyButton text={workflow.id} label={t`Copia l’identificador del flux`} />
        <span className="quiet">
          <Trans>
            versió {workflow.version}, canviada <When at={workflow.updated_at} />
          </Trans>
        </span>
      </p>
      {workflow.paused_at && (
        <Note tone="warning">
          <Trans>
            És en pausa des de <When at={workflow.paused_at} as="moment" />: no comença cap execució nova.
          </Trans>
        </Note>
      )}
      {workflow.status !== 'archived' && <Refused of={workflow} />}
      <Tabs
        label={t`Parts del flux`}
        value={tab}
        onChange={show}
        tabs={[
          { value: 'graph', label: t`Passos`, content: <StepsTab of={workflow} chosen={step} /> },
          { value: 'runs', label: t`Execucions`, content: <RunList search={search} workflow={workflow.id} /> },
          { value: 'stats', label: t`Estadístiques`, content: <StatsTab id={workflow.id} days={days} /> },
          { value: 'start', label: t`Inici`, content: <StartTab of={workflow} /> },
        ]}
      />
    </Page>
  );
}

function Actions({ of: workflow }: { of: Workflow }) {
  const navigate = route.route.useNavigate();
  const { role } = usePerson();
  const [isAsking, setAsking] = useState(false);
  const isUsable = workflow.status === 'active' && !workflow.paused_at;
  const open = ({ instance_id }: { instance_id: string }) => void navigate({ to: '/runs/$id', params: { id: instance_id }, search: true });
  return (
    <>
      {isUsable && includes(role, 'member') && (
        <Button icon={Play} onClick={() => setAsking(true)}>
          <Trans>Executa</Trans>
        </Button>
      )}
      {workflow.status !== 'archived' && includes(role, 'admin') && (
        <ButtonLink to="/workflows/$id/edit" params={{ id: workflow.id }} look="primary" icon={Pencil}>
          <Trans>Edita</Trans>
        </ButtonLink>
      )}
      <WorkflowMenu of={workflow} onDeleted={() => void navigate({ to: '/workflows', search: true })} />
      {isAsking && (
        <ExecuteDialog workflow={workflow.id} name={workflow.name} input={startOf(workflow)} schema={workflow.input_schema} onStarted={open} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

/** The input that the form of a run begins with: what has to be filled in is left empty. */
function startOf(workflow: Workflow): unknown {
  return workflow.input_schema ? {} : sampleInput(workflow);
}

/** The graph, and beside it the step that is chosen as it is written. */
function StepsTab({ of: workflow, chosen }: { of: Workflow; chosen: string | undefined }) {
  const { t } = useLingui();
  const typeName = useTypeName();
  const navigate = route.route.useNavigate();
  const steps = useMemo(() => allSteps(workflow), [workflow]);
  const placed = steps.find(({ path }) => path === chosen) ?? steps[0];
  const choose = (step: string | undefined) =>
    void navigate({ to: '.', search: (former: object) => ({ ...former, step }), replace: true, resetScroll: false });
  const step = placed?.step;
  return (
    <div className={styles.two}>
      <h2 className="for-readers">{t`Passos`}</h2>
      <Graph definition={workflow} chosen={placed?.path} onChoose={choose} />
      {step && (
        <Card>
          <h3>{step.name || step.id}</h3>
          <Facts
            facts={[
              [t`Tipus`, `${typeName(step.type)} (${step.type})`],
              [t`Identificador`, <code key="id">{step.id}</code>],
              [t`Només si`, step.when && <code key="when">{step.when}</code>],
              [t`Si falla`, step.onError === 'fail' ? undefined : step.onError === 'continue' ? t`continua` : t`salta a ${step.onError.goTo}`],
              [t`En proves`, step.hasMock ? t`dona la resposta fixada (mock)` : undefined],
            ]}
          />
          {Object.keys(step.input).length > 0 && <JsonView value={step.input} label={t`Entrada del pas ${step.id}`} />}
        </Card>
      )}
    </div>
  );
}
