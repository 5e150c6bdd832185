/** The form of a new key: what it is for, where, what it may do, until when. */
import type { ApiKey, CreateKey as Fields } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useEnvironment } from '~/app/environment';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { RadioField, SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Beside } from '~/ui/page';
import { type Expiry, expiresAt, useExpiries } from './expiry';
import { KeyLimit, limitOf } from './key-limit';
import { Publishable, originsOf } from './publishable';
import { ScopeChoice } from './scope-choice';
import { type Access, type Chosen, scopesOf } from './scopes';
import { ShownKey } from './shown-key';

const EMPTY = {
  name: '',
  type: 'secret' as 'secret' | 'publishable',
  environment: 'test' as 'live' | 'test',
  access: 'read' as Access,
  chosen: {} as Chosen,
  expiry: 'never' as Expiry,
  limit: '',
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
  const expiries = useExpiries();
  return (
    <Dialog title={t`Crea una clau`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <TextField label={t`Nom`} hint={t`Per reconèixer-la: el programa que la farà servir.`} {...form.field('name')} />
        <Beside>
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
        </Beside>
        {type === 'secret' ? (
          <ScopeChoice access={form.field('access', 'scopes')} chosen={form.field('chosen', 'scopes')} />
        ) : (
          <Publishable reads={form.field('reads', 'resources')} origins={form.field('origins', 'allowed_origins')} />
        )}
        <SelectField label={t`Caducitat`} {...form.field('expiry', 'expires_at')} options={expiries} />
        <KeyLimit {...form.field('limit', 'rate_limit')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Crea la clau</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** The request of a filled form. */
function fieldsOf({ name, type, environment, access, chosen, expiry, limit, origins, reads }: Values): Fields {
  const [expires_at, rate_limit] = [expiresAt(expiry), limitOf(limit)];
  const shared = { name: name.trim(), type, environment, ...(expires_at && { expires_at }), ...(rate_limit !== null && { rate_limit }) };
  if (type === 'secret') return { ...shared, scopes: scopesOf(access, chosen) };
  const allowed_origins = originsOf(origins);
  return { ...shared, scopes: ['read'], resources: reads, ...(allowed_origins.length && { allowed_origins }) };
}
