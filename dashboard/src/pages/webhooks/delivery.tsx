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
import { Facts, Section } from '~/ui/page';
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
      <Headers of={webhook} event={event} />
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

/**
 * The headers that go with each attempt (docs/webhooks.md). Signatures are not kept, since who read them could send the event in our
 * name; what they are made of is said.
 */
function Headers({ of: { payload_format, header_names: own = [] }, event }: { of: Webhook; event: string }) {
  const { t } = useLingui();
  const known: [string, string][] = [
    ['Content-Type', payload_format === 'cloudevents' ? 'application/cloudevents+json; charset=utf-8' : 'application/json; charset=utf-8'],
    ['webhook-id', event],
    ['webhook-timestamp', t`el segon de l’intent, en temps Unix`],
    ['webhook-signature', t`v1, i la signatura de «webhook-id.webhook-timestamp.cos» amb el secret`],
    ['X-BiVelio-Signature', t`la signatura del cos amb el secret, en hexadecimal`],
    ...own.map((name): [string, string] => [name, t`el que has configurat`]),
  ];
  return (
    <details>
      <summary>
        <Trans>Capçaleres i signatures</Trans>
      </summary>
      <Facts facts={known.map(([name, value]) => [<code key={name}>{name}</code>, value])} />
      <p className="quiet">
        <Trans>Les signatures no es conserven: canvien a cada intent, i qui les llegís podria fer-se passar per nosaltres.</Trans>
      </p>
    </details>
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
