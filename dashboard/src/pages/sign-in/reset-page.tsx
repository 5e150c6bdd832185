/** A new password, by the link of a mail. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { visitor } from '~/app/tokens';
import { useForm } from '~/app/use-form';
import { useLinkToken } from '~/app/use-link-token';
import { ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { DeadLink, reasonOf } from './dead-link';
import { EntryCard } from '~/ui/entry-card';

export default function ResetPage() {
  const token = useLinkToken();
  return <NewPassword key={token} token={token} />;
}

function NewPassword({ token }: { token: string }) {
  const { t } = useLingui();
  const [email, setEmail] = useState<string>();
  const form = useForm(
    { new_password: '' },
    async (_client, values) => (await visitor('live')).auth.passwordReset({ token, ...values }),
    { onDone: (output) => setEmail(output.email) },
  );
  const reason = token ? reasonOf(form.error) : 'link_unknown';
  const title = t`Contrasenya nova`;
  if (reason) {
    const again = (
      <ButtonLink look="primary" to="/forgot">
        <Trans>Demana un altre enllaç</Trans>
      </ButtonLink>
    );
    return (
      <DeadLink title={title} reason={reason} action={again}>
        {reason === 'link_used' && (
          <p>
            <Trans>La contrasenya ja es va canviar amb aquest enllaç. Si no vas ser tu, demana’n un altre ara mateix.</Trans>
          </p>
        )}
        {reason === 'link_expired' && (
          <p>
            <Trans>Els enllaços valen durant una hora.</Trans>
          </p>
        )}
      </DeadLink>
    );
  }
  if (email) {
    const enter = (
      <ButtonLink look="primary" to="/">
        <Trans>Entra</Trans>
      </ButtonLink>
    );
    return (
      <EntryCard title={title}>
        <Empty icon={CircleCheck} title={<Trans>S’ha canviat la contrasenya</Trans>} action={enter}>
          <p>
            <Trans>
              És la de <strong>{email}</strong>. Totes les sessions que tenies obertes s’han tancat.
            </Trans>
          </p>
        </Empty>
      </EntryCard>
    );
  }
  return (
    <EntryCard title={title}>
      <Form form={form}>
        <TextField
          label={t`Contrasenya nova`}
          hint={t`Una frase llarga que recordis: com més llarga, millor.`}
          type="password"
          autoComplete="new-password"
          autoFocus
          required
          {...form.field('new_password')}
        />
        <FormError form={form} />
        <SubmitButton form={form}>
          <Trans>Desa la contrasenya</Trans>
        </SubmitButton>
      </Form>
    </EntryCard>
  );
}
