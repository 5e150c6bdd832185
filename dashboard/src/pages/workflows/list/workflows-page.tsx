/** The workflows: how they stand, what starts them, their last run and the runs of seven days. */
import type { WorkflowCounts, WorkflowSummary } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Plus, Workflow } from 'lucide-react';
import { useEnvironment } from '~/app/environment';
import { includes, usePerson } from '~/app/session';
import { useList } from '~/app/use-list';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { None } from '~/ui/none';
import { Page } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { workflows } from '../routes';
import { useTriggerNames, WorkflowState } from '../words';
import styles from '../workflows.module.css';
import { dayBefore } from './days';
import { Gallery } from './gallery';
import { WorkflowMenu } from './workflow-menu';

export default function WorkflowsPage() {
  const { t } = useLingui();
  const { page = 1, status, new: isNew, template } = workflows.route.useSearch();
  const navigate = workflows.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const list = useList(['workflows.list', { status }], page, (client, at) => client.workflows.list({ ...at, ...(status && { status }) }));
  const columns = useColumns(useCounts(list.items));
  const mayEdit = includes(usePerson().role, 'admin');
  const create = mayEdit && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea un flux</Trans>
    </Button>
  );
  return (
    <Page title={t`Fluxos de treball`} about={t`Feines que es fan soles: passos que s’executen quan passa alguna cosa, a una hora, o quan els demanes.`} actions={create}>
      <Filters>
        <ChoiceFilter
          label={t`Estat`}
          all={t`Tots menys els arxivats`}
          value={status}
          onChange={(next) => change({ status: next, page: undefined })}
          options={[
            { value: 'active', label: t`Actius` },
            { value: 'inactive', label: t`Inactius` },
            { value: 'archived', label: t`Arxivats` },
          ]}
        />
      </Filters>
      <ListView
        list={list}
        label={t`Fluxos de treball`}
        columns={columns}
        keyOf={({ id }) => id}
        isFiltered={status !== undefined}
        clearFilters={() => change({ status: undefined, page: undefined })}
        empty={
          <Empty icon={Workflow} title={<Trans>Encara no hi ha cap flux</Trans>} action={create}>
            <p>
              <Trans>Comença amb una plantilla: una aprovació de despeses, un formulari del web, un resum setmanal.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && mayEdit && <Gallery template={template} onBack={() => change({ template: undefined })} onClose={() => change({ new: undefined, template: undefined })} />}
    </Page>
  );
}

/** The runs of seven days of the workflows of the page, and their last run: one request. */
function useCounts(items: WorkflowSummary[]): ReadonlyMap<string, WorkflowCounts> {
  const ids = items.map(({ id }) => id);
  const from_date = dayBefore(6);
  const { data } = useRead(
    ['workflows.stats', { ids, from_date }],
    (client) => client.workflows.stats({ workflow_ids: ids, from_date }),
    { enabled: ids.length > 0, refetchInterval: 30_000 },
  );
  return new Map((data?.workflows ?? []).map((counts) => [counts.workflow_id, counts]));
}

function useColumns(counts: ReadonlyMap<string, WorkflowCounts>): Column<WorkflowSummary>[] {
  const { t } = useLingui();
  const triggers = useTriggerNames();
  return [
    { title: t`Nom`, onPhone: 'title', cell: (one) => <Name of={one} /> },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (one) => <WorkflowState of={one} /> },
    { title: t`Comença`, onPhone: 'line', as: 'tight', cell: (one) => triggers[one.trigger_type] },
    { title: t`Última execució`, onPhone: 'line', as: 'tight', cell: (one) => <LastRun of={counts.get(one.id)} /> },
    { title: t`7 dies`, onPhone: 'line', as: 'tight', cell: (one) => <Week of={counts.get(one.id)} /> },
    { title: '', as: 'tight', cell: (one) => <WorkflowMenu of={one} /> },
  ];
}

function Name({ of: one }: { of: WorkflowSummary }) {
  return (
    <Named>
      <Link to="/workflows/$id" params={{ id: one.id }}>
        {one.name}
      </Link>
      {one.description && <span className="quiet">{one.description}</span>}
    </Named>
  );
}

function LastRun({ of }: { of: WorkflowCounts | undefined }) {
  const env = useEnvironment();
  const last = of?.last_run;
  if (!last) return <None />;
  return (
    <Link to="/runs/$id" params={{ id: last.instance_id }} search={{ env: env === 'sandbox' ? env : undefined }} className={styles.last}>
      <RunStatus of={last.status} /> <When at={last.started_at} />
    </Link>
  );
}

function Week({ of }: { of: WorkflowCounts | undefined }) {
  if (!of?.runs) return <None />;
  return (
    <span className="number">
      <Plural value={of.runs} one="# execució" other="# execucions" />
      {of.failed > 0 && (
        <span className={styles.bad}>
          {' · '}
          <Plural value={of.failed} one="# fallida" other="# fallides" />
        </span>
      )}
    </span>
  );
}
