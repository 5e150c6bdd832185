/** One's own account: the second factor, the password, and where one is signed in. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '~/app/use-form';
import { usePerson } from '~/app/session';
import { TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Card, Page, Section } from '~/ui/page';
import { SecondFactor } from './second-factor';
import styles from './security.module.css';
import { Sessions } from './sessions';

export default function SecurityPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Seguretat`} about={t`El teu compte: com hi entres i des d’on. És el mateix a totes les organitzacions on ets.`}>
      <SecondFactor />
      <Password />
      <Sessions />
    </Page>
  );
}

function Password() {
  const { t } = useLingui();
  const { email } = usePerson();
  const form = useForm(
    { current_password: '', new_password: '' },
    (client, values) => client.auth.passwordChange(values),
    {
      again: ['auth.sessionsList'],
      done: t`S’ha canviat la contrasenya, i s’han tancat les altres sessions.`,
      onDone: () => form.reset(),
    },
  );
  return (
    <Section title={t`Contrasenya`}>
      <Card>
        <div className={styles.narrow}>
          <Form form={form} label={t`Canvia la contrasenya`}>
            <input type="hidden" autoComplete="username" value={email} readOnly />
            <TextField label={t`Contrasenya actual`} type="password" autoComplete="current-password" {...form.field('current_password')} />
            <TextField
              label={t`Contrasenya nova`}
              hint={t`Una frase llarga que recordis. Les teves altres sessions es tancaran.`}
              type="password"
              autoComplete="new-password"
              {...form.field('new_password')}
            />
            <FormError form={form} />
            <div>
              <SubmitButton form={form} look="plain">
                <Trans>Canvia la contrasenya</Trans>
              </SubmitButton>
            </div>
          </Form>
        </div>
      </Card>
    </Section>
  );
}
