/** Connecting the account that mails are sent from, where something cannot be sent without it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useForm } from '~/app/use-form';
import { Form, FormActions } from '~/ui/form';
import { Note } from '~/ui/page';
import { AskedFields, type Given } from './asked-fields';
import { requestOf } from './connect';
import { useAsked } from './providers';

export function ConnectMail({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { smtp: asked } = useAsked();
  const form = useForm({ given: {} as Given }, (client, { given }) => client.integrations.connect(requestOf('smtp', '', given, asked)), {
    again: ['integrations.list', 'usage.get'],
    done: t`S’ha desat la connexió.`,
  });
  return (
    <Form form={form} label={t`Compte de correu`}>
      <Note>
        <Trans>Primer connecta el compte de correu de l’empresa: és d’on surten les factures. Les dades te les dona el teu proveïdor de correu.</Trans>{' '}
        <Link to="/settings/integrations" search={{ new: true, provider: 'gmail' }}>
          <Trans>És de Gmail</Trans>
        </Link>
      </Note>
      <AskedFields provider="smtp" asked={asked} given={form.values.given} fieldAt={(at) => form.field('given', at)} />
      <FormActions form={form} onCancel={onClose}>
        <Trans>Connecta’l</Trans>
      </FormActions>
    </Form>
  );
}
