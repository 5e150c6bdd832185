/** A list of runs with its filters, all in the address, and what can be done with several at once. */
import type { ListedInstance } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useList } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { usePicked } from '~/app/use-picked';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { RunStatus, useStatusNames } from '~/ui/run-status';
import { type Column, Named } from '~/ui/table';
import { DaysFilter } from '~/ui/time-field';
import { When } from '~/ui/when';
import { RUN_WORDS } from '../routes';
import styles from '../workflows.module.css';
import { Duration, useDurationNames, useTriggerNames } from '../words';
import { asPicked, type PickedRun, RunSelection } from './selection';

export interface RunSearch {
  page?: number;
  status?: (typeof RUN_WORDS.STATUSES)[number];
  trigger?: (typeof RUN_WORDS.TRIGGERS)[number];
  duration?: (typeof RUN_WORDS.DURATIONS)[number];
  from?: string;
  to?: string;
  q?: string;
}

/** How often what changes by itself is read again; hidden tabs do not. */
export const READ_EVERY = 3_000;
const UNDER_WAY = new Set(['pending', 'running', 'waiting', 'paused']);
export const isUnderWay = (status: string) => UNDER_WAY.has(status);

export function RunList({ search, workflow }: { search: RunSearch; workflow?: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { page = 1, status, trigger, duration, from, to, q } = search;
  const change = (next: RunSearch) =>
    void navigate({ to: '.', search: (former: object) => ({ ...former, page: undefined, ...next }) });
  const filters = {
    ...(workflow && { workflow_id: workflow }),
    ...(status && { status }),
    ...(trigger && { trigger }),
    ...(duration && { duration }),
    ...(from && { from_date: from }),
    ...(to && { to_date: to }),
    ...(q && { search: q }),
  };
  const list = useList(['workflows.instances', filters], page, (client, at) => client.workflows.instances({ ...at, ...filters }), {
    refetchInterval: READ_EVERY,
  });
  const columns = useColumns(workflow !== undefined);
  const mayChange = useMay('member');
  const rows = list.items.map(asPicked);
  const picked = usePicked<PickedRun>(filters, ({ id }) => t`l’execució ${id}`);
  const asTheyAre = picked.rows.map((row) => rows.find(({ id }) => id === row.id) ?? row);
  return (
    <div className={styles.stack}>
      <RunFilters search={search} change={change} />
      {mayChange && <RunSelection picked={{ ...picked, rows: asTheyAre }} total={list.pagination?.total ?? 0} asked={filters} />}
      <ListView
        list={{ ...list, items: rows }}
        label={t`Execucions`}
        columns={columns}
        picking={mayChange ? picked.picking : undefined}
        keyOf={({ id }) => id}
        isFiltered={[status, trigger, duration, from, to, q].some((filter) => filter !== undefined)}
        clearFilters={() => change({ status: undefined, trigger: undefined, duration: undefined, from: undefined, to: undefined, q: undefined })}
        empty={
          <Empty icon={History} title={<Trans>Encara no hi ha cap execució</Trans>}>
            <p>
              <Trans>N’hi haurà quan un flux comenci, per ell mateix o perquè l’executes.</Trans>
            </p>
          </Empty>
        }
      />
    </div>
  );
}

function RunFilters({ search, change }: { search: RunSearch; change: (next: RunSearch) => void }) {
  const { t } = useLingui();
  const statuses = useStatusNames();
  const triggers = useTriggerNames();
  const durations = useDurationNames();
  const { status, trigger, duration, from, to, q } = search;
  return (
    <Filters>
      <SearchFilter label={t`Cerca en l’entrada`} value={q ?? ''} onChange={(next) => change({ q: next } as RunSearch)} />
      <ChoiceFilter
        label={t`Estat`}
        all={t`Tots els estats`}
        value={status}
        onChange={(next) => change({ status: next } as RunSearch)}
        options={RUN_WORDS.STATUSES.map((value) => ({ value, label: statuses[value] }))}
      />
      <ChoiceFilter
        label={t`Començada`}
        all={t`Qualsevol inici`}
        value={trigger}
        onChange={(next) => change({ trigger: next } as RunSearch)}
        options={RUN_WORDS.TRIGGERS.map((value) => ({ value, label: triggers[value] }))}
      />
      <ChoiceFilter
        label={t`Durada`}
        all={t`Qualsevol durada`}
        value={duration}
        onChange={(next) => change({ duration: next } as RunSearch)}
        options={RUN_WORDS.DURATIONS.map((value) => ({ value, label: durations[value] }))}
      />
      <DaysFilter labels={[t`Des de`, t`Fins a`]} from={from} to={to} onChange={(next) => change(next as RunSearch)} />
    </Filters>
  );
}

function useColumns(isOfOne: boolean): Column<PickedRun>[] {
  const { t } = useLingui();
  return [
    {
      title: t`Execució`,
      onPhone: 'title',
      cell: (one) => (
        <Named>
          <Link to="/runs/$id" params={{ id: one.instance_id }}>
            {isOfOne ? one.instance_id : one.workflow_name}
          </Link>
          <InputLine of={one} />
        </Named>
      ),
    },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (one) => <RunStatus of={one.status} /> },
    { title: t`Pas`, onPhone: 'named', as: 'end', cell: (one) => `${one.current_step} / ${one.total_steps}` },
    { title: t`Començada`, onPhone: 'line', as: 'tight', cell: (one) => <When at={one.started_at} /> },
    { title: t`Durada`, onPhone: 'line', as: 'end', cell: (one) => <Duration ms={one.duration_ms} /> },
  ];
}

const LONGEST = 90;

/** The beginning of a run's input, on one line. */
function InputLine({ of }: { of: ListedInstance }) {
  if (of.input === undefined || of.input === null) return null;
  const text = JSON.stringify(of.input);
  if (text === '{}') return null;
  return <code className="quiet">{text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}</code>;
}
