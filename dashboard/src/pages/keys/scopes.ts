/** What keys may do: the resources that scopes name, and the choice of the form as scopes. */

/** The resources of scopes, as `bivelio_core.domain.scopes()` has them; a test compares both. */
export const RESOURCES = [
  'agents',
  'audit',
  'calendar',
  'cases',
  'clock',
  'contacts',
  'credits',
  'deals',
  'documents',
  'events',
  'forms',
  'imports',
  'integrations',
  'invoices',
  'knowledge',
  'mcp',
  'messages',
  'organisation',
  'products',
  'requests',
  'secrets',
  'usage',
  'views',
  'webhooks',
  'workflows',
] as const;

/** What publishable keys can read, as `is_public` of the endpoints says. */
export const PUBLIC_RESOURCES = ['workflows', 'contacts'] as const;

export const LEVELS = ['read', 'write', 'admin'] as const;
export type Level = (typeof LEVELS)[number];
export type Access = Level | 'some';
export type Chosen = Partial<Record<string, Level>>;

/** The scopes of a choice: one for everything, or one for each chosen resource. */
export function scopesOf(access: Access, chosen: Chosen): string[] {
  if (access !== 'some') return [access];
  return RESOURCES.flatMap((resource) => (chosen[resource] ? [`${resource}:${chosen[resource]}`] : []));
}

/** The choice of the form that scopes are; a bundle beside single resources is written out. */
export function choiceOf(scopes: string[]): { access: Access; chosen: Chosen } {
  const isBundle = (scope: string): scope is Level => LEVELS.includes(scope as Level);
  const [only] = scopes;
  if (scopes.length === 1 && only && isBundle(only)) return { access: only, chosen: {} };
  const levels = scopes.flatMap((scope): [string, Level][] => {
    const [resource = '', level] = scope.split(':');
    return isBundle(scope) ? RESOURCES.map((each) => [each, scope]) : [[resource, level as Level]];
  });
  levels.sort(([, one], [, other]) => LEVELS.indexOf(one) - LEVELS.indexOf(other));
  return { access: 'some', chosen: Object.fromEntries(levels) };
}
