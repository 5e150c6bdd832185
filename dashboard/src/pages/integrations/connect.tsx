/** Connecting an account: the service is asked at once whether it takes what is given. */
import type { ConnectedIntegration, ConnectIntegration } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { AskedFields, type Given, SIGN_IN } from './asked-fields';
import { AfterConnecting } from './connection-panel';
import { GoogleAccount } from './google-account';
import { type Asked, useAsked, useProviderNames } from './providers';
import { type Provider, PROVIDERS } from './routes';
import { SERVER_IDS, SERVERS, type ServerId, serverOf } from './servers';

/** What is sent: the fields that were filled, in the object of the provider; those of a sign-in in an object of their own. */
export function requestOf(provider: Provider, name: string, given: Given, asked: Asked[], url?: string): ConnectIntegration {
  const filled = asked.flatMap(({ name: field, isNumber, isList }): [string, string | number | string[]][] => {
    const value = given[`${provider}.${field}`]?.trim();
    if (!value) return [];
    if (isList) return [[field, value.split(/[\s,]+/).filter(Boolean)]];
    return [[field, isNumber && /^\d+$/.test(value) ? Number(value) : value]];
  });
  const own = filled.filter(([field]) => !SIGN_IN.has(field));
  const signIn = filled.filter(([field]) => SIGN_IN.has(field));
  const account = { ...(url && { url }), ...Object.fromEntries(own), ...(signIn.length && { oauth: Object.fromEntries(signIn) }) };
  return {
    provider,
    ...(name.trim() && { name: name.trim() }),
    ...((asked.length || url) && { [provider]: account }),
  };
}

/** What is asked of a server: of one that is known, neither its address nor what it does not take. */
export function askedOf(server: ServerId, all: Asked[]): Asked[] {
  const known = serverOf(server);
  if (!known) return all;
  const names = new Set([...(known.needsApp ? SIGN_IN : []), ...(known.takesToken ? ['token'] : [])]);
  return all.filter(({ name }) => names.has(name));
}

/** Where servers send people back to: this page. */
function returnUrl(): string {
  return `${location.origin}${location.pathname}`;
}

interface ConnectProps {
  /** The service that is chosen at first. */
  first?: Provider | undefined;
  onClose: () => void;
}

export function Connect({ first = 'smtp', onClose }: ConnectProps) {
  const { t } = useLingui();
  const names = useProviderNames();
  const everything = useAsked();
  const [made, setMade] = useState<ConnectedIntegration>();
  const form = useForm(
    { provider: first, server: 'notion' as ServerId, name: '', given: {} as Given },
    (client, { provider, server, name, given }) => {
      if (provider !== 'mcp') return client.integrations.connect(requestOf(provider, name, given, everything[provider]));
      const chosen = serverOf(server);
      return client.integrations.connect(requestOf(provider, name || (chosen ? server : ''), given, askedOf(server, everything.mcp), chosen?.url));
    },
    { again: ['integrations.list', 'mcp.providers', 'usage.get'], done: t`S’ha desat la connexió.`, onDone: setMade },
  );
  const { provider, server, given } = form.values;
  const asked = provider === 'mcp' ? askedOf(server, everything.mcp) : everything[provider];
  if (made) return <AfterConnecting of={made} onClose={onClose} />;
  return (
    <Dialog title={t`Connecta un compte`} onClose={onClose}>
      <Form form={form}>
        <SelectField label={t`Servei`} {...form.field('provider')} options={PROVIDERS.map((value) => ({ value, label: names[value] }))} />
        {provider === 'mcp' && (
          <SelectField
            label={t`Servidor`}
            {...form.field('server')}
            options={SERVER_IDS.map((value) => ({ value, label: value === 'other' ? t`Un altre servidor` : SERVERS[value].name }))}
          />
        )}
        {provider === 'google_calendar' && <GoogleAccount form={form} />}
        {provider !== 'google_calendar' && <AskedFields provider={provider} asked={asked} given={given} fieldAt={(at) => form.field('given', at)} />}
        {provider === 'mcp' && serverOf(server)?.needsApp && (
          <p className="quiet">
            <Trans>
              Aquest servidor no registra aplicacions tot sol: registra-n’hi una amb l’adreça de retorn <code>{returnUrl()}</code> i copia’n aquí l’identificador i el
              secret.
            </Trans>
          </p>
        )}
        {provider === 'mcp' && !serverOf(server)?.needsApp && (
          <p className="quiet">
            <Trans>Si no escrius cap token i el servidor demana iniciar la sessió, el següent pas t’hi porta.</Trans>
          </p>
        )}
        {(provider === 'gmail' || provider === 'google_calendar') && (
          <p className="quiet">
            <Trans>El propietari del compte dona el seu consentiment a Google: el següent pas t’hi porta.</Trans>
          </p>
        )}
        <TextField
          label={t`Nom de la connexió`}
          hint={provider === 'mcp' ? t`Els passos i els agents criden les eines per aquest nom.` : undefined}
          isOptional={provider !== 'mcp' || server !== 'other'}
          {...form.field('name')}
        />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Connecta</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
