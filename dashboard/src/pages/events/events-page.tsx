/** What has happened, newest first; each event opens with its data and what it caused. */
import type { EventRecord } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Activity } from 'lucide-react';
import { EVENT_TYPE_NAMES, eventName } from '~/app/event-types';
import { useFeed } from '~/app/use-list';
import { TextButton } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, SinceFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { None } from '~/ui/none';
import { Page } from '~/ui/page';
import type { Column } from '~/ui/table';
import { When } from '~/ui/when';
import { EventPanel } from './event-panel';
import { events } from './routes';
import { subjectOf } from './subject';

const HOURS = { hour: 1, day: 24, week: 168 };
const HOUR = 3_600_000;

export default function EventsPage() {
  const { t } = useLingui();
  const { type, since, event } = events.route.useSearch();
  const navigate = events.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const list = useFeed(['events.list', { type, since }], (client) =>
    client.events.list({
      newest_first: true,
      limit: 30,
      ...(type && { types: [type] }),
      ...(since && { from: new Date(Date.now() - HOURS[since] * HOUR).toISOString() }),
    }),
  );
  const columns: Column<EventRecord>[] = [
    {
      title: t`Esdeveniment`,
      onPhone: 'title',
      cell: (one) => (
        <TextButton onClick={() => change({ event: one.id })}>
          {eventName(one.event)}
        </TextButton>
      ),
    },
    { title: t`De què`, onPhone: 'line', cell: (one) => subjectOf(one) ?? <None /> },
    { title: t`Tipus`, as: 'tight', cell: (one) => <code>{one.event}</code> },
    { title: t`Quan`, onPhone: 'side', as: 'tight', cell: (one) => <When at={one.timestamp} /> },
  ];
  return (
    <Page title={t`Esdeveniments`} about={t`Què ha passat els últims 30 dies. Els webhooks i els fluxos de treball en parteixen.`}>
      <Filters>
        <ChoiceFilter
          label={t`Tipus`}
          all={t`Tots els tipus`}
          value={type}
          onChange={(next) => change({ type: next })}
          options={EVENT_TYPE_NAMES.map((value) => ({ value, label: eventName(value) }))}
        />
        <SinceFilter all={t`Els últims 30 dies`} value={since} onChange={(next) => change({ since: next })} />
      </Filters>
      <ListView
        list={list}
        label={t`Esdeveniments`}
        columns={columns}
        keyOf={(one) => one.id}
        isFiltered={type !== undefined || since !== undefined}
        clearFilters={() => change({ type: undefined, since: undefined })}
        empty={
          <Empty icon={Activity} title={<Trans>Encara no ha passat res</Trans>}>
            <p>
              <Trans>Quan es creï un contacte, es cobri una factura o acabi un flux de treball, ho veuràs aquí.</Trans>
            </p>
          </Empty>
        }
      />
      {event && <EventPanel id={event} onClose={() => change({ event: undefined })} />}
    </Page>
  );
}
