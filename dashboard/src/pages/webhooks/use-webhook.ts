/** What is done with a webhook at once: a test, on, off. */
import type { Webhook } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { Source } from '~/app/cache-keys';
import { useWrite } from '~/app/use-write';

const AGAIN: Source[] = ['webhooks.get', 'webhooks.list'];

/** Send a test event, and say what the receiver answered. */
export function useTest({ webhook_id: id }: Webhook) {
  const { t } = useLingui();
  return useWrite((client, _input: void) => client.webhooks.test(id), {
    again: [...AGAIN, 'webhooks.deliveries'],
    done: ({ outcome, response_status: status, error, latency_ms: milliseconds }) =>
      outcome === 'delivered'
        ? t`La prova ha arribat: HTTP ${status} en ${milliseconds} ms.`
        : t`La prova no s’ha lliurat: ${status ? `HTTP ${status}` : (error ?? outcome)}.`,
  });
}

export function useEnable({ webhook_id: id }: Webhook) {
  const { t } = useLingui();
  return useWrite((client, _input: void) => client.webhooks.enable(id), { again: AGAIN, done: t`El webhook torna a ser actiu.` });
}

export function useDisable({ webhook_id: id }: Webhook) {
  const { t } = useLingui();
  return useWrite((client, _input: void) => client.webhooks.update(id, { status: 'disabled' }), {
    again: AGAIN,
    done: t`El webhook és en pausa.`,
  });
}
