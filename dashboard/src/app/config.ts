/** What the dashboard's host says about itself: `config.json` beside the page, written when it is served or deployed. */
import type { Environment } from './environment';

export interface Config {
  /** The platform organisation's publishable keys, with which people of every organisation sign in. */
  publishable_keys: Record<Environment, string>;
}

let asked: Promise<Config> | undefined;

/** Read it once. Rejects with a sentence when the host does not have it. */
export function config(): Promise<Config> {
  asked ??= read().catch((error: unknown) => {
    asked = undefined; // asked again the next time
    throw error;
  });
  return asked;
}

async function read(): Promise<Config> {
  const response = await fetch(`${import.meta.env.BASE_URL}config.json`, { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Config;
}
