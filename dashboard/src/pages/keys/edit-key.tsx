/** Changing a key that stays the same: what differs is sent, and holds everywhere within half a minute. */
import type { ApiKey, UpdateKey } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { dated } from '~/ui/when';
import { type Expiry, expiresAt, useExpiries } from './expiry';
import { KeyLimit, limitOf } from './key-limit';
import { Publishable, originsOf } from './publishable';
import { ScopeChoice } from './scope-choice';
import { choiceOf, scopesOf } from './scopes';

const valuesOf = (key: ApiKey) => ({
  name: key.name,
  ...choiceOf(key.scopes),
  reads: key.resources ?? [],
  origins: key.allowed_origins.join('\n'),
  limit: String(key.rate_limit ?? ''),
  expiry: 'same' as 'same' | Expiry,
});
type Values = ReturnType<typeof valuesOf>;

export function EditKey({ of: key, onClose }: { of: ApiKey; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const [before] = useState(() => valuesOf(key)); // what the person began with, whatever is read meanwhile
  const form = useForm(
    before,
    async (client, values) => {
      const changes = changesOf(key, before, values);
      return Object.keys(changes).length ? client.keys.update(key.id, changes) : key;
    },
    { again: ['keys.list'], done: t`S’han desat els canvis.`, onDone: onClose },
  );
  const kept = key.expires_at ? t`Com fins ara: ${dated(new Date(key.expires_at), i18n.locale)}` : t`No caduca`;
  const expiries = useExpiries();
  return (
    <Dialog title={t`Edita «${key.name}»`} kind="wide" onClose={onClose}>
      <p className="quiet">
        <Trans>La clau continua sent la mateixa. Els canvis valen a tot arreu en 30 segons.</Trans>
      </p>
      <Form form={form}>
        <TextField label={t`Nom`} {...form.field('name')} />
        {key.type === 'secret' ? (
          <ScopeChoice access={form.field('access', 'scopes')} chosen={form.field('chosen', 'scopes')} />
        ) : (
          <Publishable reads={form.field('reads', 'resources')} origins={form.field('origins', 'allowed_origins')} />
        )}
        <KeyLimit {...form.field('limit', 'rate_limit')} />
        <SelectField
          label={t`Caducitat`}
          {...form.field('expiry', 'expires_at')}
          options={[{ value: 'same', label: kept }, ...expiries.filter(({ value }) => value !== 'never' || key.expires_at)]}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** What differs from what the person began with. */
function changesOf(key: ApiKey, before: Values, after: Values): Omit<UpdateKey, 'id'> {
  const differs = (name: keyof Values) => JSON.stringify(after[name]) !== JSON.stringify(before[name]);
  const isSecret = key.type === 'secret';
  return {
    ...(differs('name') && { name: after.name.trim() }),
    ...(differs('limit') && { rate_limit: limitOf(after.limit) }),
    ...(after.expiry !== 'same' && { expires_at: expiresAt(after.expiry) }),
    ...(isSecret && (differs('access') || differs('chosen')) && { scopes: scopesOf(after.access, after.chosen) }),
    ...(!isSecret && differs('reads') && { scopes: ['read'], resources: after.reads }),
    ...(!isSecret && differs('origins') && { allowed_origins: originsOf(after.origins) }),
  };
}
