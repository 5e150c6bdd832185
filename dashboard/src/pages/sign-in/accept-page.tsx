/** An invitation to an organisation, by the link of a mail: who invites, to what, and the account of who has none. */
import type { Accepted, Invited } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { clientOf } from '~/app/client';
import { chosenLanguage, type Language, language, show } from '~/app/language';
import { session, signIn, signOut, useSession } from '~/app/session';
import { keep, visitor } from '~/app/tokens';
import { useForm } from '~/app/use-form';
import { useLinkToken } from '~/app/use-link-token';
import { useRead } from '~/app/use-read';
import { Button, ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Facts, Note } from '~/ui/page';
import { toastError } from '~/ui/toast';
import { When } from '~/ui/when';
import { DeadLink, reasonOf } from './dead-link';
import { EntryCard } from '~/ui/entry-card';
import SignIn from './sign-in';

export default function AcceptPage() {
  const token = useLinkToken();
  return <Invitation key={token} token={token} />;
}

function Invitation({ token }: { token: string }) {
  const { t } = useLingui();
  const read = useRead(['users.invitationGet', token], async () => (await visitor('live')).users.invitationGet({ token }), {
    enabled: token !== '',
    staleTime: Infinity,
  });
  const [accepted, setAccepted] = useState<Accepted>();
  const title = t`Invitació`;
  const { language: ofMail } = read.data ?? {};
  useEffect(() => {
    if (ofMail && !chosenLanguage()) void show(ofMail as Language);
  }, [ofMail]);
  if (accepted) return <Joined as={accepted} to={read.data?.organisation ?? ''} />;
  const reason = token ? reasonOf(read.error) : 'link_unknown';
  if (reason) return <DeadInvitation reason={reason} />;
  if (read.data) return <AcceptForm token={token} invited={read.data} onDone={setAccepted} />;
  return (
    <EntryCard title={title}>
      {read.error ? <ErrorState error={read.error} retry={() => void read.refetch()} /> : <Loading lines={4} />}
    </EntryCard>
  );
}

function DeadInvitation({ reason }: { reason: NonNullable<ReturnType<typeof reasonOf>> }) {
  const { t } = useLingui();
  const enter = (
    <ButtonLink to="/">
      <Trans>Vés a l’inici de sessió</Trans>
    </ButtonLink>
  );
  return (
    <DeadLink title={t`Invitació`} reason={reason} action={enter}>
      {reason === 'link_used' && (
        <p>
          <Trans>Si la vas acceptar tu, entra amb el teu correu i la teva contrasenya.</Trans>
        </p>
      )}
      {(reason === 'link_expired' || reason === 'link_unknown') && (
        <p>
          <Trans>Demana a qui et va convidar que te’n torni a enviar una: valen durant set dies.</Trans>
        </p>
      )}
    </DeadLink>
  );
}

function AcceptForm({ token, invited, onDone }: { token: string; invited: Invited; onDone: (made: Accepted) => void }) {
  const { t } = useLingui();
  const roles: Record<string, string> = { owner: t`propietari`, admin: t`administrador`, member: t`membre`, viewer: t`lector` };
  const { has_account: hasAccount } = invited;
  const form = useForm(
    { name: '', password: '' },
    async (_client, { name, password }) => {
      const account = hasAccount ? {} : { password, language: language(), ...(name.trim() && { name: name.trim() }) };
      const accepted = await (await visitor('live')).users.accept({ token, ...account });
      if (!hasAccount && session().is !== 'in') await signIn(accepted.email, password, true, accepted.org_id).catch(() => undefined); // else the form to sign in follows
      return accepted;
    },
    { onDone },
  );
  const reason = reasonOf(form.error);
  if (reason) return <DeadInvitation reason={reason} />;
  return (
    <EntryCard title={t`Et conviden a ${invited.organisation}`}>
      <Facts
        facts={[
          [t`Qui et convida`, invited.invited_by],
          [t`El teu correu`, invited.email],
          [t`Rol`, roles[invited.role] ?? invited.role],
          [t`Caduca`, <When key="expires" at={invited.expires_at} />],
        ]}
      />
      <Form form={form}>
        {hasAccount ? (
          <p>
            <Trans>Ja tens un compte: hi entraràs amb la contrasenya de sempre.</Trans>
          </p>
        ) : (
          <>
            <input type="hidden" autoComplete="username" value={invited.email} readOnly />
            <TextField label={t`El teu nom`} isOptional autoComplete="name" autoFocus {...form.field('name')} />
            <TextField
              label={t`Contrasenya`}
              hint={t`Una frase llarga que recordis: com més llarga, millor.`}
              type="password"
              autoComplete="new-password"
              required
              {...form.field('password')}
            />
          </>
        )}
        <FormError form={form} />
        <SubmitButton form={form}>
          <Trans>Accepta la invitació</Trans>
        </SubmitButton>
      </Form>
    </EntryCard>
  );
}

/** They go in. Whoever else is signed in here has to sign out first; who had an account already types its password. */
function Joined({ as: { email, org_id: organisation }, to }: { as: Accepted; to: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const now = useSession();
  const at = now.is === 'in' && now.person.email === email ? now.person.organisation : undefined;
  useEffect(() => {
    if (at === organisation) void navigate({ to: '/' });
    else if (at) clientOf('live').auth.switch({ org_id: organisation, cookie: true }).then((answer) => keep('live', answer), toastError);
  }, [at, organisation, navigate]);
  if (now.is === 'out') {
    return (
      <SignIn email={email} organisation={organisation}>
        <Note>
          <Trans>Ja ets a {to}. Entra-hi amb la teva contrasenya de sempre.</Trans>
        </Note>
      </SignIn>
    );
  }
  if (now.is !== 'in' || at) {
    return (
      <EntryCard title={t`Invitació`}>
        <Loading lines={2} />
      </EntryCard>
    );
  }
  return (
    <EntryCard title={t`Invitació`}>
      <Empty
        icon={CircleCheck}
        title={<Trans>Ja ets a {to}</Trans>}
        action={
          <Button look="primary" onClick={() => void signOut()}>
            <Trans>Surt de {now.person.email}</Trans>
          </Button>
        }
      >
        <p>
          <Trans>
            Entra amb <strong>{email}</strong> i la teva contrasenya.
          </Trans>
        </p>
      </Empty>
    </EntryCard>
  );
}
