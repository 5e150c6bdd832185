/** The iterations of a loop, or the branches of a parallel, page by page; those of a loop inside one are inside it. */
import type { Instance, InstanceStep, Iteration } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '~/app/use-list';
import { Button } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { Card } from '~/ui/page';
import { RunStatus } from '~/ui/run-status';
import { run as route } from '../routes';
import styles from './iterations.module.css';
import { isUnderWay, READ_EVERY } from './run-list';
import { RunError, StepDetails } from './step-details';

interface Props {
  run: Instance;
  step: string;
  /** Which iteration of the loops around it. */
  iteration: string;
  /** Called with the steps of an iteration that is opened, so that the graph shows them. */
  onShow: (steps: InstanceStep[]) => void;
  /** Whether its page and filter are those of the address. */
  isTop?: boolean;
}

const LOOPS = new Set(['for_each', 'parallel']);

export function Iterations({ run, step, iteration, onShow, isTop = false }: Props) {
  const { t } = useLingui();
  const { page, isFailed, change } = usePlace(isTop);
  const asked = { instance_id: run.instance_id, step_id: step, iteration, ...(isFailed && { status: 'failed' as const }) };
  const list = useList(['workflows.instancesSteps', asked], page, (client, at) => client.workflows.instancesSteps({ ...at, ...asked }), {
    refetchInterval: isUnderWay(run.status) ? READ_EVERY : false,
  });
  const last = list.pagination?.total_pages ?? 1;
  const total = list.pagination?.total ?? 0;
  if (list.error) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <Loading lines={4} />;
  return (
    <div className={styles.iterations}>
      <Filters label={t`Filtres dels elements`}>
        <ChoiceFilter
          label={t`Elements`}
          all={t`Tots els elements`}
          value={isFailed ? 'failed' : undefined}
          onChange={(next) => change({ page: 1, isFailed: next === 'failed' })}
          options={[{ value: 'failed', label: t`Només els fallits` }]}
        />
        <span className="quiet">{t`${total} en total`}</span>
      </Filters>
      {list.items.length === 0 && (
        <p className="quiet">
          <Trans>Cap element.</Trans>
        </p>
      )}
      {list.items.map((one) => (
        <One key={`${one.iteration} ${one.branch ?? ''}`} of={one} run={run} onShow={onShow} />
      ))}
      {last > 1 && (
        <div className={styles.pages}>
          <Button disabled={page <= 1} onClick={() => change({ page: page - 1, isFailed })}>
            <Trans>Anteriors</Trans>
          </Button>
          <span className="number">
            {page} / {last}
          </span>
          <Button disabled={page >= last} onClick={() => change({ page: page + 1, isFailed })}>
            <Trans>Següents</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

/** The page and the filter: in the address for the loop that the address names, else here. */
function usePlace(isTop: boolean) {
  const search = route.route.useSearch();
  const navigate = useNavigate();
  const [own, setOwn] = useState({ page: 1, isFailed: false });
  if (!isTop) return { ...own, change: setOwn };
  return {
    page: search.page ?? 1,
    isFailed: search.failed ?? false,
    change: ({ page, isFailed }: { page: number; isFailed: boolean }) =>
      void navigate({
        to: '.',
        search: (former: object) => ({ ...former, page: page === 1 ? undefined : page, failed: isFailed || undefined }),
        resetScroll: false,
      }),
  };
}

function One({ of: one, run, onShow }: { of: Iteration; run: Instance; onShow: Props['onShow'] }) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const number = Number(one.iteration.split('.').at(-1));
  return (
    <details
      className={styles.one}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (event.currentTarget.open) onShow(one.steps);
      }}
    >
      <summary>
        <span className={styles.summary}>
          <strong>{one.branch ?? t`Element ${number + 1}`}</strong>
          {one.item !== undefined && one.item !== null && <code className="one-line quiet">{JSON.stringify(one.item)}</code>}
          <RunStatus of={one.status} />
        </span>
      </summary>
      {isOpen && (
        <div className={styles.iterations}>
          {one.error && <RunError error={one.error} />}
          {one.item !== undefined && one.item !== null && <JsonView value={one.item} label={t`Element ${number + 1}`} />}
          {one.steps.map((step) => (
            <Card key={step.id}>
              <StepDetails of={step} />
              {LOOPS.has(step.type) && step.status !== 'pending' && (
                <Iterations run={run} step={step.id} iteration={one.iteration} onShow={onShow} />
              )}
            </Card>
          ))}
        </div>
      )}
    </details>
  );
}
