/** One's own name, language and address, which go with the person to every organisation. */
import type { Me } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Language, language, LANGUAGES, NAMES, speak } from '~/app/language';
import { useMe } from '~/app/organisation';
import { useForm } from '~/app/use-form';
import { Email } from '~/ui/email';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Card, Facts, Note, Page, Section } from '~/ui/page';
import styles from './security.module.css';

export default function AccountPage() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <Page title={t`Les teves dades`} about={t`Com et dius i en quina llengua llegeixes. Són les mateixes a totes les organitzacions on ets.`}>
      {me.error ? (
        <ErrorState error={me.error} retry={() => void me.refetch()} />
      ) : me.data ? (
        <>
          <Edit of={me.data} />
          <Address of={me.data} />
        </>
      ) : (
        <Loading lines={4} />
      )}
    </Page>
  );
}

function Edit({ of: me }: { of: Me }) {
  const { t } = useLingui();
  const form = useForm(
    { name: me.name ?? '', language: (me.language ?? language()) as Language },
    (client, values) => client.auth.meUpdate(values),
    {
      again: ['auth.me', 'users.list'],
      done: t`S’han desat els canvis.`,
      onDone: (_output, values) => void speak(values.language),
    },
  );
  return (
    <Card>
      <div className={styles.narrow}>
        <Form form={form} label={t`Les teves dades`}>
          <TextField label={t`Nom`} autoComplete="name" {...form.field('name')} />
          <SelectField
            label={t`Llengua`}
            hint={t`Del tauler i dels correus que t’enviem.`}
            {...form.field('language')}
            options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
          />
          <FormError form={form} />
          <div>
            <SubmitButton form={form}>
              <Trans>Desa</Trans>
            </SubmitButton>
          </div>
        </Form>
      </div>
    </Card>
  );
}

/** Another address is the person's once the link that is sent to it was opened. */
function Address({ of: { email } }: { of: Me }) {
  const { t } = useLingui();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ email: '' }, (client, values) => client.auth.emailChange({ email: values.email.trim() }), {
    onDone: (_output, values) => {
      setSentTo(values.email.trim());
      form.reset();
    },
  });
  return (
    <Section title={t`Correu electrònic`}>
      <Card>
        <Facts facts={[[t`Amb el que entres`, <Email address={email} />]]} />
        {sentTo && (
          <Note>
            <span role="status">
              <Trans>
                Obre l’enllaç que hem enviat a <strong>{sentTo}</strong> abans d’una hora. Fins llavors entres amb l’adreça d’ara.
              </Trans>
            </span>
          </Note>
        )}
        <div className={styles.narrow}>
          <Form form={form} label={t`Canvia l’adreça`}>
            <TextField label={t`Adreça nova`} type="email" autoComplete="email" {...form.field('email')} />
            <FormError form={form} />
            <div>
              <SubmitButton form={form} look="plain">
                <Trans>Envia l’enllaç de confirmació</Trans>
              </SubmitButton>
            </div>
          </Form>
        </div>
      </Card>
    </Section>
  );
}
