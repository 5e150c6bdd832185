/** Changing a webhook. */
import type { Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Form, FormActions } from '~/ui/form';
import { fieldsOf, valuesOf, WebhookFields } from './webhook-fields';

export function EditWebhook({ of: webhook, onClose }: { of: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm(valuesOf(webhook), (client, values) => client.webhooks.update(webhook.webhook_id, fieldsOf(values)), {
    again: ['webhooks.get', 'webhooks.list'],
    done: t`S’han desat els canvis.`,
    onDone: onClose,
  });
  return (
    <Dialog title={t`Edita el webhook`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <WebhookFields form={form} headerNames={webhook.header_names} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
