/** The form of a new key: what it is for, where, what it may do, until when. */
import type { ApiKey, CreateKey as Fields } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useEnvironment } from '~/app/environment';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { CheckField, RadioField, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Note } from '~/ui/page';
import styles from './keys.module.css';
import { ScopeChoice } from './scope-choice';
import { type Access, type Chosen, PUBLIC_RESOURCES, scopesOf } from './scopes';
import { ShownKey } from './shown-key';

type Expiry = 'never' | '30' | '90' | '365';
const DAY = 86_400_000;

const EMPTY = {
  name: '',
  type: 'secret' as 'secret' | 'publishable',
  environment: 'test' as 'live' | 'test',
  access: 'read' as Access,
  chosen: {} as Chosen,
  expiry: 'never' as Expiry,
  origins: '',
  reads: ['workflows'] as string[],
};
type Values = typeof EMPTY;

export function CreateKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<ApiKey>();
  return made ? <ShownKey of={made} onClose={onClose} /> : <KeyForm onDone={setMade} onClose={onClose} />;
}

function KeyForm({ onDone, onClose }: { onDone: (made: ApiKey) => void; onClose: () => void }) {
  const { t } = useLingui();
  const isSandbox = useEnvironment() === 'sandbox';
  const form = useForm(EMPTY, (client, values) => client.keys.create(fieldsOf(values)), { again: ['keys.list'], onDone });
  const { type } = form.values;
  return (
    <Dialog title={t`Crea una clau`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <TextField label={t`Nom`} hint={t`Per reconèixer-la: el programa que la farà servir.`} {...form.field('name')} />
        <div className={styles.two}>
          <RadioField
            label={t`Entorn`}
            {...form.field('environment')}
            options={[
              { value: 'test', label: t`Proves`, hint: t`Dades d’exemple; no surt res enfora.` },
              ...(isSandbox ? [] : [{ value: 'live' as const, label: t`Real`, hint: t`Les dades de l’organització.` }]),
            ]}
          />
          <RadioField
            label={t`Tipus`}
            {...form.field('type')}
            options={[
              { value: 'secret', label: t`Secreta`, hint: t`Per a servidors: ningú més no l’ha de veure.` },
              { value: 'publishable', label: t`Publicable`, hint: t`Per a webs i aplicacions: només llegeix.` },
            ]}
          />
        </div>
        {type === 'secret' ? <ScopeChoice access={form.field('access', 'scopes')} chosen={form.field('chosen', 'scopes')} /> : <Publishable form={form} />}
        <SelectField
          label={t`Caducitat`}
          {...form.field('expiry', 'expires_at')}
          options={[
            { value: 'never', label: t`No caduca` },
            { value: '30', label: t`D’aquí a 30 dies` },
            { value: '90', label: t`D’aquí a 90 dies` },
            { value: '365', label: t`D’aquí a un any` },
          ]}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea la clau</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

type KeyFormState = ReturnType<typeof useForm<Values, ApiKey>>;

/** What everybody who opens the web page can read, and from which pages. */
function Publishable({ form }: { form: KeyFormState }) {
  const { t } = useLingui();
  const names: Record<string, string> = { workflows: t`Fluxos de treball`, contacts: t`Contactes, amb dades personals` };
  return (
    <>
      <CheckField
        label={t`Què pot llegir`}
        isInARow
        {...form.field('reads', 'resources')}
        options={PUBLIC_RESOURCES.map((value) => ({ value, label: names[value] }))}
      />
      <Note tone="warning">
        <Trans>
          Una clau publicable és dins de la teva pàgina: qualsevol que l’obri la pot copiar i llegir tot el que
          hagis triat aquí. No pot canviar res, ni veure exportacions, esdeveniments, webhooks o crèdits.
        </Trans>
      </Note>
      <TextArea
        label={t`Webs que la poden fer servir`}
        isOptional
        hint={t`Una adreça per línia, com ara https://www.exemple.cat. Buit vol dir qualsevol.`}
        {...form.field('origins', 'allowed_origins')}
      />
    </>
  );
}

/** The request of a filled form. */
function fieldsOf({ name, type, environment, access, chosen, expiry, origins, reads }: Values): Fields {
  const expires = expiry === 'never' ? {} : { expires_at: new Date(Date.now() + Number(expiry) * DAY).toISOString() };
  const shared = { name: name.trim(), type, environment, ...expires };
  if (type === 'secret') return { ...shared, scopes: scopesOf(access, chosen) };
  const allowed_origins = origins.split(/\s+/).filter(Boolean);
  return { ...shared, scopes: ['read'], resources: reads, ...(allowed_origins.length && { allowed_origins }) };
}
