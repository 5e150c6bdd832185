/** Sending again what happened since a time: counted first, then sent; and how far that is. */
import type { ReplayProgress, ReplayStarted, Webhook } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { Checkbox } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { isValue } from '~/ui/typed-time';
import { When } from '~/ui/when';

const DAY = 86_400_000;

/** A moment as a field has it: local, without seconds. */
export function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant of a field's moment; what is none goes as it was typed, and the API says so. */
function instantOf(moment: string): string {
  return isValue('moment', moment) ? new Date(moment).toISOString() : moment;
}

export function Replay({ of: webhook, onClose }: { of: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const [counted, setCounted] = useState<ReplayStarted>();
  const initial = { since: localTime(new Date(Date.now() - DAY)), until: '', failed: true };
  const fields = ({ since, until, failed }: typeof initial) => ({
    ...(since && { since: instantOf(since) }),
    ...(until && { until: instantOf(until) }),
    only_failed: failed,
  });
  const id = webhook.webhook_id;
  const count = useForm(initial, (client, values) => client.webhooks.replay(id, { ...fields(values), dry_run: true }), { onDone: setCounted });
  const send = useForm({}, (client) => client.webhooks.replay(id, fields(count.values)), {
    again: ['webhooks.get', 'webhooks.deliveries'],
    done: t`Es tornen a enviar.`,
    onDone: onClose,
  });
  return (
    <Dialog title={t`Reenvia des d’una hora`} onClose={onClose}>
      {counted ? (
        <Form form={send}>
          <Note>
            <Plural value={counted.count} one="S’enviarà # esdeveniment." other="S’enviaran # esdeveniments." />{' '}
            {!counted.count_is_exact && <Trans>N’hi pot haver més: només s’han comptat els primers.</Trans>}
          </Note>
          <FormError form={send} />
          <Actions>
            <Button onClick={() => setCounted(undefined)}>
              <Trans>Torna enrere</Trans>
            </Button>
            <SubmitButton form={send}>
              <Trans>Reenvia’ls</Trans>
            </SubmitButton>
          </Actions>
        </Form>
      ) : (
        <Form form={count}>
          <TimeField kind="moment" label={t`Des de`} {...count.field('since')} />
          <TimeField kind="moment" label={t`Fins a`} isOptional hint={t`Buit vol dir fins ara.`} {...count.field('until')} />
          <Checkbox
            label={t`Només els que han fallat`}
            hint={t`Sense marcar, també els que no s’han arribat a enviar i els que ja s’han rebut.`}
            {...count.field('failed')}
          />
          <FormError form={count} />
          <Actions>
            <Button onClick={onClose}>
              <Trans>Cancel·la</Trans>
            </Button>
            <SubmitButton form={count}>
              <Trans>Compta’ls</Trans>
            </SubmitButton>
          </Actions>
        </Form>
      )}
    </Dialog>
  );
}

/** The newest replay: under way, finished or stopped. */
export function ReplayState({ of: replay }: { of: ReplayProgress }) {
  const { t } = useLingui();
  const { status, count, delivered, failed, updated_at: at } = replay;
  const texts: Record<string, string> = {
    running: t`S’està reenviant: ${delivered} de ${count} lliurats.`,
    finished: t`El reenviament ha acabat: ${delivered} de ${count} lliurats, ${failed} no.`,
    stopped: t`El reenviament s’ha aturat perquè el webhook s’ha desactivat: ${delivered} de ${count} lliurats.`,
  };
  return (
    <Note>
      <span role="status">{texts[status] ?? status}</span> <When at={at} />
      {status === 'running' && count > 0 && (
        <div>
          <progress max={count} value={delivered + failed} aria-label={t`Progrés del reenviament`} />
        </div>
      )}
    </Note>
  );
}
