/** How much is used: requests by day, operation, status and key, and what the plan has room for. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useActorName } from '~/app/actors';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { Card, Page, Section } from '~/ui/page';
import { RequestBars } from '~/ui/request-bars';
import { Parts } from './parts';
import { Room } from './room';
import { usage } from './routes';

const DAY = 86_400_000;

/** The first day (UTC) of so many that end today. */
export function firstDay(days: number, now = Date.now()): string {
  return new Date(now - (days - 1) * DAY).toISOString().slice(0, 10);
}

export default function UsagePage() {
  const { t } = useLingui();
  return (
    <Page title={t`Ús`} about={t`Les peticions que s’han fet a l’API i el que permet el teu pla. Els dies són en hora universal (UTC).`}>
      <UsageFilters />
      <Shown />
    </Page>
  );
}

function UsageFilters() {
  const { t } = useLingui();
  const { days, operation, actor } = usage.route.useSearch();
  const change = useChange();
  const nameOf = useActorName();
  return (
    <Filters>
      <ChoiceFilter
        label={t`Període`}
        all={t`Els últims 30 dies`}
        value={days}
        onChange={(next) => change({ days: next })}
        options={[
          { value: '7', label: t`Els últims 7 dies` },
          { value: '90', label: t`Els últims 90 dies` },
        ]}
      />
      {operation && (
        <ChoiceFilter
          label={t`Operació`}
          all={t`Totes les operacions`}
          value={operation}
          onChange={(next) => change({ operation: next })}
          options={[{ value: operation, label: operation }]}
        />
      )}
      {actor && (
        <ChoiceFilter
          label={t`Clau o persona`}
          all={t`Tothom`}
          value={actor}
          onChange={(next) => change({ actor: next })}
          options={[{ value: actor, label: nameOf(actor) }]}
        />
      )}
    </Filters>
  );
}

function Shown() {
  const { t, i18n } = useLingui();
  const { days, operation, actor } = usage.route.useSearch();
  const asked = { ...(days && { from: firstDay(Number(days)) }), ...(operation && { operation }), ...(actor && { actor }) };
  const query = useRead(['usage.get', asked], (client) => client.usage.get(asked));
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading lines={8} />;
  const format = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const bars = query.data.by_day.map(({ date, ...numbers }) => ({ name: format.format(new Date(date)), ...numbers }));
  return (
    <>
      <Section title={<Trans>Peticions per dia</Trans>}>
        <Card>
          <RequestBars label={t`Peticions per dia`} bars={bars} />
        </Card>
      </Section>
      <Room of={query.data} />
      <Parts of={query.data} />
    </>
  );
}
