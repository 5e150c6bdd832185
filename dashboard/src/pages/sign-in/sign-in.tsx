/** Signing in. It stands in the place of the page that was asked for, which follows at the same address. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { LANGUAGES, language, NAMES, speak } from '~/app/language';
import { signIn } from '~/app/session';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { Checkbox, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import styles from './sign-in.module.css';

/** `ended`: the session ended by itself, which is said. */
export default function SignIn({ ended }: { ended: boolean }) {
  const { t } = useLingui();
  const form = useForm({ email: '', password: '', stays: true }, (_client, { email, password, stays }) =>
    signIn(email.trim(), password, stays),
  );
  useEffect(() => {
    document.title = `${t`Inicia la sessió`} · BiVelio`;
  }, [t]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" />
          BiVelio
        </p>
        <h1>
          <Trans>Inicia la sessió</Trans>
        </h1>
        {ended && (
          <Note tone="warning">
            <Trans>La sessió s’ha acabat. Torna a entrar per continuar on eres.</Trans>
          </Note>
        )}
        <Form form={form}>
          <TextField label={t`Correu electrònic`} type="email" autoComplete="username" autoFocus required {...form.field('email')} />
          <TextField label={t`Contrasenya`} type="password" autoComplete="current-password" required {...form.field('password')} />
          <Checkbox label={t`Mantén la sessió oberta en aquest navegador`} {...form.field('stays')} />
          <FormError form={form} />
          <SubmitButton form={form}>
            <Trans>Entra</Trans>
          </SubmitButton>
        </Form>
        <Languages />
      </div>
    </main>
  );
}

function Languages() {
  const { t } = useLingui();
  return (
    <div className={styles.languages} role="group" aria-label={t`Llengua`}>
      {LANGUAGES.map((one) => (
        <Button key={one} look="quiet" lang={one} aria-pressed={language() === one} onClick={() => void speak(one)}>
          {NAMES[one]}
        </Button>
      ))}
    </div>
  );
}
