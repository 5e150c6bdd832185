/** Sending the chosen events again: each once, one after the other. */
import type { DeliveryAttempt, Webhook } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { RotateCcw } from 'lucide-react';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import styles from './webhooks.module.css';

interface ResendBarProps {
  of: Webhook;
  /** The ids of the chosen events. */
  chosen: ReadonlySet<string>;
  choose: (chosen: ReadonlySet<string>) => void;
  /** The attempts that are shown. */
  shown: DeliveryAttempt[];
}

export function ResendBar({ of: { webhook_id: id, status }, chosen, choose, shown }: ResendBarProps) {
  const { t } = useLingui();
  const resend = useWrite(
    async (client, events: string[]) => {
      for (const event_id of events) {
        await client.webhooks.replay(id, { event_id });
        choose(new Set(events.slice(events.indexOf(event_id) + 1))); // what is left, if the next one fails
      }
      return events.length;
    },
    { again: ['webhooks.deliveries', 'webhooks.get'], done: (count) => t`Es tornen a enviar: ${count}.` },
  );
  const failed = failedOf(shown);
  if (!chosen.size && !failed.length) return null;
  return (
    <div className={styles.bulk} role="region" aria-label={t`Esdeveniments seleccionats`}>
      {chosen.size > 0 && (
        <>
          <strong role="status">
            <Plural value={chosen.size} one="# seleccionat" other="# seleccionats" />
          </strong>
          <Button icon={RotateCcw} onClick={() => resend.mutate([...chosen])} disabled={resend.isPending || status !== 'active'}>
            <Trans>Reenvia els seleccionats</Trans>
          </Button>
        </>
      )}
      {failed.length > 0 && (
        <Button look="quiet" onClick={() => choose(new Set(failed))}>
          <Trans>Selecciona tots els que han fallat</Trans>
        </Button>
      )}
      {chosen.size > 0 && (
        <Button look="quiet" onClick={() => choose(new Set())}>
          <Trans>Treu la selecció</Trans>
        </Button>
      )}
    </div>
  );
}

/** The events whose newest attempt of those that are shown was not taken. They are newest first. */
export function failedOf(shown: DeliveryAttempt[]): string[] {
  const newest = new Map<string, DeliveryAttempt>();
  for (const attempt of shown) if (!newest.has(attempt.event_id)) newest.set(attempt.event_id, attempt);
  return [...newest.values()].filter(({ outcome }) => outcome === 'failed' || outcome === 'refused').map(({ event_id }) => event_id);
}
