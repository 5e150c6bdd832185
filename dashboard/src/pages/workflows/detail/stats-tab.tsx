/** The statistics of a workflow: figures, runs by day, durations by day; each plot with the same numbers as a table. */
import type { Statistics } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { workflow as route } from '../routes';
import { dayBefore } from '../list/days';
import styles from '../workflows.module.css';
import { Duration } from '../words';

// Plots: a chunk of their own.
const Plots = lazy(() => import('./plots'));
const SPANS = ['7', '30', '90'] as const;

export function StatsTab({ id, days = 30 }: { id: string; days: number | undefined }) {
  const { t } = useLingui();
  const navigate = route.route.useNavigate();
  const span = SPANS.find((one) => Number(one) === days) ?? '30';
  const from_date = dayBefore(Number(span) - 1);
  const query = useRead(['workflows.stats', id, from_date], (client) => client.workflows.stats({ workflow_id: id, from_date }), { refetchInterval: 30_000 });
  return (
    <div className={styles.stack}>
      <h2 className="for-readers">{t`Estadístiques`}</h2>
      <Filters label={t`Dies`} views={null}>
        <ChoiceFilter
          label={t`Dies`}
          all={t`30 dies`}
          value={span === '30' ? undefined : span}
          onChange={(next) => void navigate({ to: '.', search: (former: object) => ({ ...former, days: next && Number(next) }), replace: true })}
          options={[
            { value: '7', label: t`7 dies` },
            { value: '90', label: t`90 dies` },
          ]}
        />
      </Filters>
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Loading lines={8} />
      ) : (
        <>
          <Figures of={query.data.total} />
          {query.data.total.runs > 0 ? (
            <Suspense fallback={<Loading lines={8} />}>
              <Plots days={query.data.days} />
            </Suspense>
          ) : (
            <p className="quiet">
              <Trans>En aquests dies no ha acabat cap execució.</Trans>
            </p>
          )}
          <Numbers of={query.data} />
        </>
      )}
    </div>
  );
}

function Figures({ of }: { of: Statistics['total'] }) {
  const { t, i18n } = useLingui();
  const percent = new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 1 });
  const judged = of.completed + of.failed;
  const rows: [string, React.ReactNode][] = [
    [t`Execucions acabades`, of.runs],
    [t`Completades`, of.completed],
    [t`Fallides`, of.failed],
    [t`Cancel·lades`, of.cancelled],
    [t`Èxit`, judged ? percent.format(of.completed / judged) : '–'],
    [t`Durada mediana`, <Duration key="50" ms={of.p50_ms} />],
    [t`Durada, percentil 95`, <Duration key="95" ms={of.p95_ms} />],
  ];
  return (
    <dl className={styles.figures}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers of the days with runs. */
function Numbers({ of: { days } }: { of: Statistics }) {
  const { t } = useLingui();
  const counted = days.filter(({ runs }) => runs > 0).reverse();
  if (!counted.length) return null;
  return (
    <details>
      <summary>
        <Trans>Les xifres de cada dia</Trans>
      </summary>
      <div className={styles.wide} tabIndex={0} role="region" aria-label={t`Les xifres de cada dia`}>
        <table className={styles.attempts}>
          <thead>
            <tr>
              {[t`Dia`, t`Completades`, t`Fallides`, t`Cancel·lades`, t`mediana`, t`percentil 95`].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counted.map((day) => (
              <tr key={day.date}>
                <th scope="row">{day.date}</th>
                <td>{day.completed}</td>
                <td>{day.failed}</td>
                <td>{day.cancelled}</td>
                <td>
                  <Duration ms={day.p50_ms} />
                </td>
                <td>
                  <Duration ms={day.p95_ms} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
