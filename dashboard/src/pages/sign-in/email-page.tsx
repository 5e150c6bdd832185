/** Another e-mail address, by the link of a mail. A click confirms it: programs that look at mails open their links too. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { visitor } from '~/app/tokens';
import { useForm } from '~/app/use-form';
import { useLinkToken } from '~/app/use-link-token';
import { ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { DeadLink, reasonOf } from './dead-link';
import { EntryCard } from '~/ui/entry-card';

export default function EmailPage() {
  const token = useLinkToken();
  return <NewAddress key={token} token={token} />;
}

function NewAddress({ token }: { token: string }) {
  const { t } = useLingui();
  const [email, setEmail] = useState<string>();
  const form = useForm({}, async () => (await visitor('live')).auth.emailConfirm({ token }), {
    again: ['auth.me', 'users.list'],
    onDone: (output) => setEmail(output.email),
  });
  const reason = token ? reasonOf(form.error) : 'link_unknown';
  const title = t`Adreça nova`;
  const onwards = (
    <ButtonLink look="primary" to="/">
      <Trans>Ves al tauler</Trans>
    </ButtonLink>
  );
  if (reason) {
    return (
      <DeadLink title={title} reason={reason} action={onwards}>
        {reason === 'link_expired' && (
          <p>
            <Trans>Els enllaços valen durant una hora. Demana’n un altre a «Les teves dades».</Trans>
          </p>
        )}
      </DeadLink>
    );
  }
  if (email) {
    return (
      <EntryCard title={title}>
        <Empty icon={CircleCheck} title={<Trans>S’ha canviat l’adreça</Trans>} action={onwards}>
          <p>
            <Trans>
              A partir d’ara entres amb <strong>{email}</strong>.
            </Trans>
          </p>
        </Empty>
      </EntryCard>
    );
  }
  return (
    <EntryCard title={title}>
      <Form form={form}>
        <p>
          <Trans>Confirma que a partir d’ara vols entrar amb aquesta adreça.</Trans>
        </p>
        <FormError form={form} />
        <SubmitButton form={form}>
          <Trans>Confirma l’adreça</Trans>
        </SubmitButton>
      </Form>
    </EntryCard>
  );
}
