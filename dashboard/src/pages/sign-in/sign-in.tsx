/** Signing in. It stands in the place of the page that was asked for, which follows at the same address. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { apiError } from '~/app/queries';
import { signIn, signInByCode } from '~/app/session';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { CodeField } from '~/ui/code-field';
import { Checkbox, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { EntryCard } from '~/ui/entry-card';

/** A sign-in whose password was right and that waits for the code. */
interface Begun {
  challenge: string;
  stays: boolean;
}

interface SignInProps {
  /** The session ended by itself, which is said. */
  ended?: boolean;
  /** Who it is, where that is known. */
  email?: string;
  /** The organisation to enter; by default where the person was last. */
  organisation?: string;
  /** What is said above the form. */
  children?: ReactNode;
}

export default function SignIn(props: SignInProps) {
  const [begun, setBegun] = useState<Begun>();
  return begun ? <SecondStep begun={begun} onBack={() => setBegun(undefined)} /> : <FirstStep {...props} onBegun={setBegun} />;
}

function FirstStep({ ended, email: known = '', organisation, children, onBegun }: SignInProps & { onBegun: (begun: Begun) => void }) {
  const { t } = useLingui();
  const form = useForm(
    { email: known, password: '', stays: true },
    (_client, { email, password, stays }) => signIn(email.trim(), password, stays, organisation),
    { onDone: (challenge, { stays }) => challenge && onBegun({ challenge, stays }) },
  );
  return (
    <EntryCard title={t`Inicia la sessió`}>
      {children}
      {ended && (
        <Note tone="warning">
          <Trans>La sessió s’ha acabat. Torna a entrar per continuar on eres.</Trans>
        </Note>
      )}
      <Form form={form}>
        <TextField label={t`Correu electrònic`} type="email" autoComplete="username" autoFocus={!known} required {...form.field('email')} />
        <TextField label={t`Contrasenya`} type="password" autoComplete="current-password" autoFocus={!!known} required {...form.field('password')} />
        <Checkbox label={t`Mantén la sessió oberta en aquest navegador`} {...form.field('stays')} />
        <FormError form={form} />
        <SubmitButton form={form}>
          <Trans>Entra</Trans>
        </SubmitButton>
      </Form>
      <p>
        <Link to="/forgot" search={{ email: form.values.email.trim() || undefined }}>
          <Trans>No recordo la contrasenya</Trans>
        </Link>
      </p>
    </EntryCard>
  );
}

/** The code of the second factor. When its five minutes are over, the password is asked for again. */
function SecondStep({ begun: { challenge, stays }, onBack }: { begun: Begun; onBack: () => void }) {
  const { t } = useLingui();
  const form = useForm({ code: '' }, (_client, { code }) => signInByCode(challenge, code.trim(), stays));
  const isOver = apiError(form.error)?.details['reason'] === 'challenge_expired';
  return (
    <EntryCard title={t`Segon factor`}>
      <Form form={form}>
        {!isOver && <CodeField {...form.field('code')} />}
        <FormError form={form} />
        {!isOver && (
          <SubmitButton form={form}>
            <Trans>Entra</Trans>
          </SubmitButton>
        )}
        <Button look={isOver ? 'primary' : 'plain'} onClick={onBack}>
          <Trans>Torna a la contrasenya</Trans>
        </Button>
      </Form>
      {!isOver && (
        <p className="quiet">
          <Trans>Si has perdut l’aplicació i els codis de recuperació, escriu a qui administra la plataforma.</Trans>
        </p>
      )}
    </EntryCard>
  );
}
