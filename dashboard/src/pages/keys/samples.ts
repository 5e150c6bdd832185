/** A first call with a key, in three languages: of something that the key may read. */

/** Lists that a key can try, in the order of preference. */
const LISTS = ['contacts', 'workflows', 'invoices', 'documents', 'cases', 'agents', 'webhooks', 'events', 'messages'] as const;

/** The resource whose list the scopes allow; contacts when they allow everything. */
export function listOf(scopes: string[], resources?: string[]): (typeof LISTS)[number] {
  const reads = (resource: string) => scopes.some((scope) => !scope.includes(':') || scope.startsWith(`${resource}:`));
  return LISTS.find((resource) => (resources ? resources.includes(resource) : reads(resource))) ?? 'workflows';
}

/** Return the code by language. The key is in it: it is shown only where the key is. */
export function samplesOf(key: string, url: string, scopes: string[], resources?: string[]) {
  const list = listOf(scopes, resources);
  const isOurs = /^https:\/\/(sandbox\.)?api\.bivelio\.com\/v1$/.test(url);
  const python = isOurs ? `BiVelio(api_key="${key}")` : `BiVelio(api_key="${key}", base_url="${url}")`;
  const javascript = isOurs ? `{ apiKey: '${key}' }` : `{ apiKey: '${key}', baseUrl: '${url}' }`;
  return {
    curl: [`curl -X POST '${url}/${list}/list' \\`, `  -H 'X-API-Key: ${key}' \\`, `  -H 'Content-Type: application/json' \\`, `  -d '{}'`].join('\n'),
    python: ['from bivelio import BiVelio', '', `client = ${python}`, `for each in client.${list}.list():`, '    print(each)'].join('\n'),
    javascript: [
      `import { BiVelio } from '@bivelio/sdk';`,
      '',
      `const bivelio = new BiVelio(${javascript});`,
      `for await (const each of bivelio.${list}.list()) console.log(each);`,
    ].join('\n'),
  };
}
