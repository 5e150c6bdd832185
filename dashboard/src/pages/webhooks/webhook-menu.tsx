/** The menu of a webhook: change, send again, rotate the secret, pause, delete. */
import type { SignedWebhook, Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { useWrite } from '~/app/use-write';
import { IconButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Dialog } from '~/ui/dialog';
import { RadioField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Menu, MenuItem, MenuLine } from '~/ui/menu';
import { ShownSecret } from './shown-secret';
import { useDisable } from './use-webhook';

interface WebhookMenuProps {
  of: Webhook;
  onEdit: () => void;
  onReplay: () => void;
}

export function WebhookMenu({ of: webhook, onEdit, onReplay }: WebhookMenuProps) {
  const { t } = useLingui();
  const [doing, setDoing] = useState<'rotate' | 'delete'>();
  const disable = useDisable(webhook);
  const close = () => setDoing(undefined);
  return (
    <>
      <Menu trigger={<IconButton look="plain" icon={Ellipsis} label={t`Més accions`} />}>
        <MenuItem onSelect={onEdit}>
          <Trans>Edita</Trans>
        </MenuItem>
        <MenuItem onSelect={onReplay} isDisabled={webhook.status !== 'active'}>
          <Trans>Reenvia des d’una hora</Trans>
        </MenuItem>
        <MenuItem onSelect={() => setDoing('rotate')}>
          <Trans>Gira el secret</Trans>
        </MenuItem>
        {webhook.status === 'active' && (
          <MenuItem onSelect={() => disable.mutate()}>
            <Trans>Posa’l en pausa</Trans>
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem isDanger onSelect={() => setDoing('delete')}>
          <Trans>Esborra</Trans>
        </MenuItem>
      </Menu>
      {doing === 'rotate' && <Rotate of={webhook} onClose={close} />}
      {doing === 'delete' && <Remove of={webhook} onClose={close} />}
    </>
  );
}

function Rotate({ of: webhook, onClose }: { of: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const [made, setMade] = useState<SignedWebhook>();
  const form = useForm(
    { hours: '24' },
    (client, { hours }) => client.webhooks.rotateSecret(webhook.webhook_id, { overlap_hours: Number(hours) }),
    { again: ['webhooks.get'], onDone: setMade },
  );
  if (made) return <ShownSecret of={made} onClose={onClose} />;
  return (
    <Dialog title={t`Gira el secret de signatura`} onClose={onClose}>
      <p>
        <Trans>Es crea un secret nou. Mentre l’antic també signa, cada lliurament porta les dues signatures.</Trans>
      </p>
      <Form form={form}>
        <RadioField
          label={t`Quant ha de signar l’antic?`}
          {...form.field('hours', 'overlap_hours')}
          options={[
            { value: '0', label: t`Deixa de signar ara` },
            { value: '1', label: t`Una hora` },
            { value: '24', label: t`Un dia` },
          ]}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Gira el secret</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

function Remove({ of: webhook, onClose }: { of: Webhook; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const remove = useWrite((client, { webhook_id: id }: Webhook) => client.webhooks.delete(id), {
    at: 'webhooks.list',
    change: (one: Webhook, gone) => (one.webhook_id === gone.webhook_id ? undefined : one),
    again: ['webhooks.list'],
    done: t`S’ha esborrat el webhook.`,
    onDone: () => void navigate({ to: '/webhooks' }),
  });
  return (
    <Confirm
      title={t`Esborra el webhook`}
      action={<Trans>Esborra el webhook</Trans>}
      onConfirm={() => remove.mutate(webhook)}
      onClose={onClose}
      isPending={remove.isPending}
    >
      <p>
        <Trans>Es deixarà d’enviar a {webhook.url}, i se’n perdran els lliuraments. No es pot desfer.</Trans>
      </p>
    </Confirm>
  );
}
