/** Making a webhook, and the secret that signs its deliveries, which is shown once. */
import type { SignedWebhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Form, FormActions } from '~/ui/form';
import { ShownSecret } from './shown-secret';
import { EMPTY, fieldsOf, WebhookFields } from './webhook-fields';

export function CreateWebhook({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [made, setMade] = useState<SignedWebhook>();
  const form = useForm(
    EMPTY,
    (client, values) => {
      const { description, filter, rate_limit, ...others } = fieldsOf(values);
      const given = { ...(description && { description }), ...(filter && { filter }), ...(rate_limit !== null && { rate_limit }) };
      return client.webhooks.create({ ...others, ...given });
    },
    { again: ['webhooks.list'], onDone: setMade },
  );
  if (made) return <ShownSecret of={made} onClose={onClose} />;
  return (
    <Dialog title={t`Crea un webhook`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <WebhookFields form={form} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea el webhook</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
