/** One event at one webhook: the request, and each attempt with what the receiver answered; and the way to send it again. */
import type { DeliveryAttempt, EventRecord, Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { eventName } from '~/app/event-types';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { JsonView } from '~/ui/code-block';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Section } from '~/ui/page';
import { When } from '~/ui/when';
import { Outcome, Response } from './status';
import styles from './webhooks.module.css';

const EVERY = 3_000;

interface DeliveryProps {
  of: Webhook;
  /** The event's id. */
  event: string;
  onClose: () => void;
}

export function Delivery({ of: webhook, event, onClose }: DeliveryProps) {
  const { t } = useLingui();
  const id = webhook.webhook_id;
  const attempts = useRead(
    ['webhooks.deliveries', id, { event }],
    async (client) => (await client.webhooks.deliveries(id, { event_id: event, limit: 50 })).items,
    { refetchInterval: EVERY },
  );
  const again = useWrite((client, _input: void) => client.webhooks.replay(id, { event_id: event }), {
    again: ['webhooks.deliveries', 'webhooks.get'],
    done: t`Es torna a enviar.`,
  });
  const type = attempts.data?.[0]?.event;
  return (
    <Dialog title={type ? eventName(type) : t`Lliurament`} kind="side" onClose={onClose}>
      <Actions>
        <Button icon={RotateCcw} onClick={() => again.mutate()} disabled={again.isPending || webhook.status !== 'active'}>
          <Trans>Reenvia aquest esdeveniment</Trans>
        </Button>
      </Actions>
      <Request of={webhook} event={event} />
      <Section title={<Trans>Intents</Trans>}>
        {attempts.error && <ErrorState error={attempts.error} retry={() => void attempts.refetch()} />}
        {attempts.isPending && <Loading lines={3} />}
        {attempts.data?.map((attempt) => (
          <Attempt key={`${attempt.attempt} ${attempt.at}`} of={attempt} />
        ))}
      </Section>
    </Dialog>
  );
}

/** What was sent: the event as it is kept, in the format of the webhook. */
function Request({ of: webhook, event }: { of: Webhook; event: string }) {
  const { t } = useLingui();
  const query = useRead(['events.get', event], (client) => client.events.get(event));
  const isKept = !query.error;
  return (
    <Section
      title={<Trans>Petició</Trans>}
      actions={
        isKept && (
          <Link to="/events" search={{ event }}>
            <Trans>L’esdeveniment</Trans>
          </Link>
        )
      }
    >
      <p>
        <code>POST {webhook.url}</code>
      </p>
      {query.data && <JsonView label={t`Cos de la petició`} value={bodyOf(query.data, webhook)} />}
      {query.isPending && <Loading lines={4} />}
      {query.error && (
        <p className="quiet">
          <Trans>L’esdeveniment ja no es conserva, o era una prova: el seu cos no es pot mostrar.</Trans>
        </p>
      )}
    </Section>
  );
}

/** The body that is sent of an event. CloudEvents names some fields in its way (docs/webhooks.md). */
function bodyOf({ id, event, timestamp, data }: EventRecord, { webhook_id, payload_format }: Webhook): unknown {
  if (payload_format !== 'cloudevents') return { id, event, timestamp, webhook_id, data };
  const type = `com.bivelio.${event}`;
  return { specversion: '1.0', id, type, time: timestamp, webhookid: webhook_id, datacontenttype: 'application/json', data };
}

function Attempt({ of: attempt }: { of: DeliveryAttempt }) {
  const { t } = useLingui();
  const { response_body: body, next_attempt_at: next, latency_ms: milliseconds } = attempt;
  return (
    <div className={styles.attempt}>
      <header>
        <strong>
          <Trans>Intent {attempt.attempt}</Trans>
        </strong>
        <Outcome of={attempt} />
        <Response of={attempt} />
        <span className="quiet">{milliseconds} ms</span>
        <When at={attempt.at} as="moment" />
      </header>
      {body ? <JsonView label={t`Resposta`} value={body} /> : <p className="quiet">{t`La resposta no tenia cos.`}</p>}
      {next && new Date(next) > new Date() && (
        <p className="quiet">
          <Trans>
            El pròxim intent: <When at={next} />
          </Trans>
        </p>
      )}
    </div>
  );
}
