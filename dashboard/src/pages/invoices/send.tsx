/** Sending an invoice: the account it is sent from, where there is none yet, then the mail as it will be, which can be changed before. */
import type { Contact, Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, type ReactNode, Suspense } from 'react';
import { useEnvironment } from '~/app/environment';
import { loadArea } from '~/app/language';
import { apiError } from '~/app/queries';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import { type Mail, mailOf } from './mail';

const ConnectMail = lazy(async () => {
  const [form] = await Promise.all([import('../integrations/connect-mail'), loadArea('integrations')]);
  return { default: form.ConnectMail };
});

/** The services that mails are sent by. */
const MAIL = ['smtp', 'gmail'];
const MOST = 100;

interface SendProps {
  of: Invoice;
  onClose: () => void;
}

export function Send({ of: invoice, onClose }: SendProps) {
  const { t } = useLingui();
  const { client, number } = invoice;
  const isAdmin = useMay('admin');
  const isAsked = useEnvironment() === 'live' && isAdmin;
  const settings = useRead(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  const contact = useRead<Contact>(['contacts.get', client?.id], (api) => api.contacts.get(client?.id ?? ''), { enabled: !!client?.id });
  const account = useRead<boolean>(
    ['integrations.list', 'has mail'],
    async (api) => (await api.integrations.list({ per_page: MOST })).items.some(({ provider, status }) => MAIL.includes(provider) && status !== 'pending'),
    { enabled: isAsked },
  );
  const failed = [settings, contact, account].find(({ error }) => error);
  const isRead = settings.data && (!client?.id || contact.data) && (!isAsked || account.data !== undefined);
  const framed = (shown: ReactNode) => (
    <Dialog title={t`Envia ${number}`} onClose={onClose}>
      {shown}
    </Dialog>
  );
  if (failed) return framed(<ErrorState error={failed.error} retry={() => void failed.refetch()} />);
  if (!isRead) return framed(<Loading lines={4} />);
  if (account.data === false) {
    return framed(
      <Suspense fallback={<Loading lines={4} />}>
        <ConnectMail onClose={onClose} />
      </Suspense>,
    );
  }
  return framed(<SendForm of={invoice} to={contact.data?.email ?? ''} mail={mailOf(invoice, settings.data.legal_name ?? '')} onClose={onClose} />);
}

function SendForm({ of: { id, number }, to, mail, onClose }: SendProps & { to: string; mail: Mail }) {
  const { t } = useLingui();
  const form = useForm(
    { to, ...mail },
    (api, values) => api.invoices.send(id, Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim()))),
    { again: ['invoices.list', 'invoices.get', 'messages.list'], done: t`S’ha enviat la factura ${number}.`, onDone: onClose },
  );
  const hasNoAccount = apiError(form.error)?.details['reason'] === 'no_email_connection';
  return (
    <Form form={form}>
      <TextField type="email" label={t`A qui`} {...form.field('to')} />
      <TextField label={t`Assumpte`} {...form.field('subject')} />
      <TextArea label={t`Text`} rows={8} hint={t`El PDF va adjunt.`} {...form.field('message')} />
      {hasNoAccount && (
        <Note tone="warning">
          <Trans>No s’ha enviat: encara no hi ha cap compte de correu connectat. El connecta un administrador, a «Connexions». Mentrestant pots baixar el PDF i enviar-lo tu.</Trans>
        </Note>
      )}
      <FormActions form={hasNoAccount ? { ...form, error: null } : form} onCancel={onClose}>
        <Trans>Envia la factura</Trans>
      </FormActions>
    </Form>
  );
}
