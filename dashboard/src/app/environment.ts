/** Live or the sandbox: in the address of every page (`?env=sandbox`), so that a copied link opens the same data. */
import { useNavigate, useSearch } from '@tanstack/react-router';

export type Environment = 'live' | 'sandbox';

export const PATHS: Record<Environment, string> = { live: '/v1', sandbox: '/sandbox/v1' };

/** The address of an environment's API. */
export function apiUrl(environment: Environment): string {
  return location.origin + PATHS[environment];
}

/** The environment of the page that is shown. */
export function useEnvironment(): Environment {
  const { env } = useSearch({ strict: false }) as { env?: unknown };
  return env === 'sandbox' ? 'sandbox' : 'live';
}

/** Return a function that shows the same page in the other environment, without what was filtered. */
export function useSwitch(): (environment: Environment) => void {
  const navigate = useNavigate();
  return (environment) => void navigate({ to: '.', search: { env: environment === 'sandbox' ? 'sandbox' : undefined } });
}
