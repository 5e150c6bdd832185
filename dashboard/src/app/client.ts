/** The SDK's client of the person who is signed in, one for each environment and language. */
import { BiVelio } from '@bivelio/sdk';
import { apiUrl, type Environment, useEnvironment } from './environment';
import { type Language, language } from './language';
import { fetchOf, PLACEHOLDER } from './tokens';

const clients = new Map<string, BiVelio>();

/** Return the client of an environment; its messages are in the interface's language. */
export function clientOf(environment: Environment, locale: Language = language()): BiVelio {
  const name = `${environment} ${locale}`;
  let client = clients.get(name);
  if (!client) {
    client = new BiVelio({
      accessToken: PLACEHOLDER,
      baseUrl: apiUrl(environment),
      fetch: fetchOf(environment),
      language: locale,
    });
    clients.set(name, client);
  }
  return client;
}

/** The client of the environment that is shown. */
export function useClient(): BiVelio {
  return clientOf(useEnvironment());
}
