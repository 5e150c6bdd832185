/** Connecting an account: the service is asked at once whether it takes what is given. */
import type { ConnectedIntegration, ConnectIntegration } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { AfterConnecting } from './connection-panel';
import { type Asked, useAsked, useProviderNames } from './providers';
import { type Provider, PROVIDERS } from './routes';

type Given = Record<string, string>;

/** What is sent: the fields that were filled, in the object of the provider. */
export function requestOf(provider: Provider, name: string, given: Given, asked: Asked[]): ConnectIntegration {
  const filled = asked.flatMap(({ name: field, isNumber, isList }): [string, string | number | string[]][] => {
    const value = given[`${provider}.${field}`]?.trim();
    if (!value) return [];
    if (isList) return [[field, value.split(/[\s,]+/).filter(Boolean)]];
    return [[field, isNumber && /^\d+$/.test(value) ? Number(value) : value]];
  });
  return {
    provider,
    ...(name.trim() && { name: name.trim() }),
    ...(asked.length && { [provider]: Object.fromEntries(filled) }),
  };
}

export function Connect({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const names = useProviderNames();
  const asked = useAsked();
  const [made, setMade] = useState<ConnectedIntegration>();
  const form = useForm(
    { provider: 'smtp' as Provider, name: '', given: {} as Given },
    (client, { provider, name, given }) => client.integrations.connect(requestOf(provider, name, given, asked[provider])),
    { again: ['integrations.list', 'usage.get'], done: t`S’ha desat la connexió.`, onDone: setMade },
  );
  const { provider, given } = form.values;
  if (made) return <AfterConnecting of={made} onClose={onClose} />;
  return (
    <Dialog title={t`Connecta un compte`} onClose={onClose}>
      <Form form={form}>
        <SelectField label={t`Servei`} {...form.field('provider')} options={PROVIDERS.map((value) => ({ value, label: names[value] }))} />
        {asked[provider].map(({ name, label, hint, isSecret, isOptional = false }) => {
          const { onChange, error } = form.field('given', `${provider}.${name}`);
          const key = `${provider}.${name}`;
          return (
            <TextField
              key={key}
              label={label}
              name={key}
              {...(hint && { hint })}
              isOptional={isOptional}
              type={isSecret ? 'password' : 'text'}
              autoComplete="off"
              value={given[key] ?? ''}
              onChange={(value) => onChange({ ...given, [key]: value })}
              error={error}
            />
          );
        })}
        {!asked[provider].length && (
          <p className="quiet">
            <Trans>El propietari del compte dona el seu consentiment a Google: el següent pas t’hi porta.</Trans>
          </p>
        )}
        <TextField
          label={t`Nom de la connexió`}
          hint={provider === 'mcp' ? t`Els passos i els agents criden les eines per aquest nom.` : undefined}
          isOptional={provider !== 'mcp'}
          {...form.field('name')}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Connecta</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
