/** What needs attention, from a few lists that other pages show too. Each is asked only of those who may read it. */
import type { ApiKey, BiVelio, Connection, CreditsUsed, ListedInstance, Quota, Webhook } from '@bivelio/sdk';
import { useRead } from '~/app/use-read';

const DAY = 86_400_000;
const FAILED_DAYS = 7;
const EXPIRY_DAYS = 14;
const FEW_CREDITS = 0.1;
const NEARLY_FULL = 0.9;
const A_PAGE = 100;

/** The day (UTC) from which failed runs count: no field of the API knows which of them somebody has looked at. */
export function failedSince(now = Date.now()): string {
  return new Date(now - FAILED_DAYS * DAY).toISOString().slice(0, 10);
}

/** Whether a key that works will soon not work any more, and no other one has taken its place. */
export function expiresSoon({ status, expires_at: at, replaced_by: successor }: ApiKey, now = Date.now()): boolean {
  return status === 'active' && !successor && !!at && Date.parse(at) - now < EXPIRY_DAYS * DAY;
}

/** Whether a tenth of the month's credits or less is left. */
export function areFew({ balance, granted }: CreditsUsed): boolean {
  return granted > 0 && balance <= granted * FEW_CREDITS;
}

export function isNearlyFull({ used, limit }: Quota): boolean {
  return limit > 0 && used >= limit * NEARLY_FULL;
}

interface Runs {
  total: number;
  latest: ListedInstance | undefined;
}

async function runsOf(client: BiVelio, asked: { status: 'failed' | 'waiting'; from_date?: string }): Promise<Runs> {
  const { items, pagination } = await client.workflows.instances({ ...asked, per_page: 1 });
  return { total: pagination.total, latest: items[0] };
}

/** Those of a list, of all its pages, that something is true of. */
async function those<Item>(list: AsyncIterable<Item>, is: (item: Item) => boolean): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of list) if (is(item)) found.push(item);
  return found;
}

/** The queries: runs and usage for everybody, webhooks, keys and connections for administrators. */
export function useConcerns(isAdmin: boolean) {
  const since = failedSince();
  const only = { enabled: isAdmin };
  return {
    failed: useRead(['workflows.instances', 'failed', since], (client) => runsOf(client, { status: 'failed', from_date: since })),
    waiting: useRead(['workflows.instances', 'waiting'], (client) => runsOf(client, { status: 'waiting' })),
    usage: useRead(['usage.get', {}], (client) => client.usage.get()),
    webhooks: useRead<Webhook[]>(
      ['webhooks.list', 'disabled'],
      (client) => those(client.webhooks.list({ per_page: A_PAGE }), (one) => one.status === 'disabled' && one.disabled_reason !== 'user'),
      only,
    ),
    keys: useRead<ApiKey[]>(
      ['keys.list', 'expiring'],
      (client) => those(client.keys.list({ per_page: A_PAGE }), (key) => expiresSoon(key)),
      only,
    ),
    connections: useRead<Connection[]>(
      ['integrations.list', 'broken'],
      (client) => those(client.integrations.list({ per_page: A_PAGE }), ({ status }) => status === 'broken'),
      only,
    ),
  };
}
