/** The SDK's client of the person who is signed in, one for each environment and language. */
import { BiVelio } from '@bivelio/sdk';
import { useState } from 'react';
import { Attempt } from './attempt';
import { apiUrl, type Environment, useEnvironment } from './environment';
import { type Language, language } from './language';
import { fetchOf, PLACEHOLDER } from './tokens';

const clients = new Map<string, BiVelio>();

/** Return the client of an environment; its messages are in the interface's language. */
export function clientOf(environment: Environment, locale: Language = language()): BiVelio {
  const name = `${environment} ${locale}`;
  let client = clients.get(name);
  if (!client) {
    client = made(environment, locale, fetchOf(environment));
    clients.set(name, client);
  }
  return client;
}

/** The API answers within 30 seconds or never: who waits longer waits in vain, in milliseconds. */
const TIMEOUT = 35_000;

/** Return a client whose requests go by a `fetch`. */
export function made(environment: Environment, locale: Language, fetch: typeof globalThis.fetch): BiVelio {
  return new BiVelio({ accessToken: PLACEHOLDER, baseUrl: apiUrl(environment), fetch, language: locale, timeout: TIMEOUT });
}

/** The client of the environment that is shown. */
export function useClient(): BiVelio {
  return clientOf(useEnvironment());
}

/** A client whose requests belong to an attempt; they go by `through`. */
export function clientThrough(attempt: Attempt, environment: Environment, through?: typeof fetch): BiVelio {
  return made(environment, language(), attempt.through(fetchOf(environment, through)));
}

/** An attempt of the component, and the function that returns a client whose requests belong to it and go by `through`. */
export function useAttempt(): { attempt: Attempt; client: (through?: typeof fetch) => BiVelio } {
  const environment = useEnvironment();
  const [attempt] = useState(() => new Attempt());
  return { attempt, client: (through) => clientThrough(attempt, environment, through) };
}
