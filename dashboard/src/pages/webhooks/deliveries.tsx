/** The attempts to deliver events to a webhook, newest first; each opens with its request and response. */
import type { DeliveryAttempt, Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Inbox, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { eventName } from '~/app/event-types';
import { useFeed } from '~/app/use-list';
import { Button, TextButton } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Stack } from '~/ui/page';
import { type Column, type Picking, withRows } from '~/ui/table';
import { When } from '~/ui/when';
import { Delivery } from './delivery';
import { ResendBar } from './resend-bar';
import { webhook } from './routes';
import { Outcome, Response, useOutcomes } from './status';

const EVERY = 5_000;

export function Deliveries({ of: one, onReplay }: { of: Webhook; onReplay: () => void }) {
  const { t } = useLingui();
  const { outcome, event } = webhook.route.useSearch();
  const navigate = webhook.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const id = one.webhook_id;
  const list = useFeed(
    ['webhooks.deliveries', id, { outcome }],
    (client) => client.webhooks.deliveries(id, { limit: 25, ...(outcome && { outcome }) }),
    { refetchInterval: EVERY },
  );
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => choose(new Set()), [id, outcome]);
  const picking: Picking<DeliveryAttempt> = {
    isPicked: ({ event_id: eventId }) => chosen.has(eventId),
    pick: (rows, isPicked) => choose((former) => withRows(former, rows.map(({ event_id: eventId }) => eventId), isPicked)),
    nameOf: ({ event: type, attempt }) => t`${eventName(type)}, intent ${attempt}`,
  };
  const outcomes = useOutcomes();
  const columns: Column<DeliveryAttempt>[] = [
    {
      title: t`Esdeveniment`,
      onPhone: 'title',
      cell: (attempt) => (
        <TextButton onClick={() => change({ event: attempt.event_id })}>
          {eventName(attempt.event)}
        </TextButton>
      ),
    },
    { title: t`Intent`, onPhone: 'named', as: 'end', cell: (attempt) => attempt.attempt },
    { title: t`Resultat`, onPhone: 'side', as: 'tight', cell: (attempt) => <Outcome of={attempt} /> },
    { title: t`Resposta`, onPhone: 'line', cell: (attempt) => <Response of={attempt} /> },
    { title: t`Ha trigat`, as: 'end', cell: ({ latency_ms: milliseconds }) => `${milliseconds} ms` },
    { title: t`Quan`, onPhone: 'line', as: 'tight', cell: ({ at }) => <When at={at} /> },
  ];
  return (
    <Stack>
      <Filters>
        <ChoiceFilter
          label={t`Resultat`}
          all={t`Tots els resultats`}
          value={outcome}
          onChange={(next) => change({ outcome: next })}
          options={(['delivered', 'failed', 'refused', 'skipped'] as const).map((value) => ({ value, label: outcomes[value] }))}
        />
        <Button icon={RotateCcw} onClick={onReplay} disabled={one.status !== 'active'}>
          <Trans>Reenvia des d’una hora</Trans>
        </Button>
      </Filters>
      <ResendBar of={one} chosen={chosen} choose={choose} shown={list.items} />
      <ListView
        list={list}
        label={t`Lliuraments`}
        columns={columns}
        picking={picking}
        keyOf={({ event_id, attempt, at }) => `${event_id} ${attempt} ${at}`}
        isFiltered={outcome !== undefined}
        clearFilters={() => change({ outcome: undefined })}
        empty={
          <Empty icon={Inbox} title={<Trans>Encara no s’hi ha enviat res</Trans>}>
            <p>
              <Trans>Envia una prova, o espera que passi algun dels esdeveniments que has triat.</Trans>
            </p>
          </Empty>
        }
      />
      {event && <Delivery of={one} event={event} onClose={() => change({ event: undefined })} />}
    </Stack>
  );
}
