/** A forgotten password: asks for the address. The answer is the same whether it has an account or not. */
import { Trans, useLingui } from '@lingui/react/macro';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { visitor } from '~/app/tokens';
import { useForm } from '~/app/use-form';
import { ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { EntryCard } from '~/ui/entry-card';
import { forgot } from './routes';

export default function ForgotPage() {
  const { t } = useLingui();
  const { email = '' } = forgot.route.useSearch();
  const [asked, setAsked] = useState<string>();
  const form = useForm(
    { email },
    async (_client, values) => (await visitor('live')).auth.passwordForgot({ email: values.email.trim() }),
    { onDone: (_output, values) => setAsked(values.email.trim()) },
  );
  const back = (
    <ButtonLink to="/">
      <Trans>Torna a l’inici de sessió</Trans>
    </ButtonLink>
  );
  if (asked) {
    return (
      <EntryCard title={t`Contrasenya oblidada`}>
        <Empty icon={MailCheck} title={<Trans>Mira el correu</Trans>} action={back}>
          <p>
            <Trans>
              Si <strong>{asked}</strong> té un compte, hi hem enviat un enllaç per posar una contrasenya nova. Val durant una hora.
            </Trans>
          </p>
          <p className="quiet">
            <Trans>Si no arriba en uns minuts, mira el correu brossa i comprova que l’adreça sigui la del teu compte.</Trans>
          </p>
        </Empty>
      </EntryCard>
    );
  }
  return (
    <EntryCard title={t`Contrasenya oblidada`}>
      <p>
        <Trans>Escriu la teva adreça i t’enviarem un enllaç per posar-ne una de nova.</Trans>
      </p>
      <Form form={form}>
        <TextField label={t`Correu electrònic`} type="email" autoComplete="username" autoFocus required {...form.field('email')} />
        <FormError form={form} />
        <SubmitButton form={form}>
          <Trans>Envia l’enllaç</Trans>
        </SubmitButton>
        {back}
      </Form>
    </EntryCard>
  );
}
