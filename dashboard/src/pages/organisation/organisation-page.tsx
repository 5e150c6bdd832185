/** The organisation: its name, language, time zone, what it keeps of requests; and who issues its invoices. */
import type { Organisation } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEnvironment } from '~/app/environment';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Actions } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Checkbox, SelectField, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Card, Facts, Note, Page, Section, Stack } from '~/ui/page';
import { When } from '~/ui/when';
import { Invoicing } from './invoicing';
import styles from './organisation.module.css';
import { ZoneField } from './zone-field';

const MOST_DAYS = 7;

export default function OrganisationPage() {
  const { t } = useLingui();
  const environment = useEnvironment();
  const query = useRead(['organisation.get'], (client) => client.organisation.get());
  const one = query.data;
  return (
    <Page title={t`Organització`} about={t`El que val per a tothom que hi treballa.`}>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading lines={8} />}
      {one && (
        <>
          <Card>
            <div className={styles.narrow}>{environment === 'live' ? <Edit key={one.id} of={one} /> : <InSandbox of={one} />}</div>
          </Card>
          <Invoicing />
          <Identity of={one} />
        </>
      )}
    </Page>
  );
}

function valuesOf({ name, language, time_zone, retention, mfa_required_for_owners }: Organisation) {
  return {
    name,
    language: language as 'ca' | 'es' | 'en',
    time_zone,
    days: String(retention.request_days),
    bodies: retention.request_bodies,
    mfa_required_for_owners,
  };
}

function Edit({ of: one }: { of: Organisation }) {
  const { t } = useLingui();
  const isOwner = useMay('owner');
  const form = useForm(
    valuesOf(one),
    (client, { name, language, time_zone, days, bodies, mfa_required_for_owners: mfa }) =>
      client.organisation.update({
        name,
        language,
        time_zone,
        retention: { request_days: Number(days), request_bodies: bodies },
        ...(isOwner && { mfa_required_for_owners: mfa }),
      }),
    { again: ['organisation.get', 'auth.me'], done: t`S’han desat els canvis.` },
  );
  const days = Array.from({ length: MOST_DAYS }, (_, at) => String(at + 1));
  return (
    <Form form={form} label={t`Organització`}>
      <TextField label={t`Nom`} {...form.field('name')} />
      <SelectField
        label={t`Llengua`}
        hint={t`Dels correus que rep la teva gent. La d’aquest tauler la tries a «Les teves dades».`}
        {...form.field('language')}
        options={[
          { value: 'ca', label: 'Català' },
          { value: 'es', label: 'Español' },
          { value: 'en', label: 'English' },
        ]}
      />
      <ZoneField
        label={t`Fus horari`}
        hint={t`De les dates, i de quan comencen els mesos dels crèdits. Escriu una ciutat.`}
        {...form.field('time_zone')}
      />
      <SelectField
        label={t`Dies que es conserven les peticions que fallen`}
        {...form.field('days', 'retention.request_days')}
        options={days.map((value) => ({ value, label: value }))}
      />
      <Checkbox
        label={t`Conserva també què s’ha enviat i respost`}
        hint={t`Sense credencials. Val per a les peticions que fallin a partir d’ara.`}
        {...form.field('bodies', 'retention.request_bodies')}
      />
      {isOwner && (
        <Checkbox
          label={t`Exigeix el segon factor als propietaris`}
          hint={t`Qui no en tingui haurà d’activar-lo abans de continuar.`}
          {...form.field('mfa_required_for_owners')}
        />
      )}
      <FormError form={form} />
      <Actions>
        <SubmitButton form={form}>
          <Trans>Desa</Trans>
        </SubmitButton>
      </Actions>
    </Form>
  );
}

/** The organisation is the same in both environments; it is changed in live alone. */
function InSandbox({ of: one }: { of: Organisation }) {
  const { t } = useLingui();
  return (
    <Stack>
      <Note>
        <Trans>L’organització és la mateixa en els dos entorns. Per canviar-la, passa a l’entorn real.</Trans>
      </Note>
      <Facts
        facts={[
          [t`Nom`, one.name],
          [t`Pla`, one.plan],
          [t`Llengua`, one.language],
          [t`Fus horari`, one.time_zone],
          [t`Creada`, <When at={one.created_at} as="day" />],
        ]}
      />
    </Stack>
  );
}

function Identity({ of: { id, plan, created_at: created } }: { of: Organisation }) {
  const { t } = useLingui();
  return (
    <Section title={<Trans>Identificació</Trans>}>
      <Card>
        <Facts
          facts={[
            [t`Identificador`, <code>{id}</code>],
            [t`Pla`, plan],
            [t`Creada`, <When at={created} as="day" />],
          ]}
        />
      </Card>
    </Section>
  );
}
