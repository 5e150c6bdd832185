import { QueryClient } from '@tanstack/react-query';
import type { ApiKey } from '@bivelio/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { feedKey, pageKey, readKey } from './cache-keys';
import { showAtOnce } from './shown-at-once';
import type { ListPage } from './use-list';

const key = (id: string, status = 'active') => ({ id, status }) as ApiKey;
const page = (...items: ApiKey[]): ListPage<ApiKey> => ({ items, pagination: { page: 1, per_page: 25, total: items.length, total_pages: 1 } });
const revoked = (one: ApiKey, gone: ApiKey) => (one.id === gone.id ? key(one.id, 'revoked') : one);

const FIRST = pageKey('live', ['keys.list'], 1);
const SECOND = pageKey('live', ['keys.list', { of: 'test' }], 2);
const NAMES = readKey('live', ['keys.list', 'names', true]);
const EXPIRING = readKey('live', ['keys.list', 'expiring']);
const FEED = feedKey('live', ['keys.list']);
const ELSEWHERE = pageKey('sandbox', ['keys.list'], 1);

function cacheOfHome(): QueryClient {
  const cache = new QueryClient();
  cache.setQueryData(FIRST, page(key('a'), key('b')));
  cache.setQueryData(SECOND, page(key('a')));
  cache.setQueryData(NAMES, new Map([['a', 'Botiga']]));
  cache.setQueryData(EXPIRING, [key('a')]);
  cache.setQueryData(FEED, { pages: [], pageParams: [] });
  cache.setQueryData(ELSEWHERE, page(key('a')));
  return cache;
}

afterEach(() => vi.restoreAllMocks());

test('every page of the list changes, and nothing else that is kept of the operation', async () => {
  const cache = cacheOfHome();
  await showAtOnce(cache, 'live', 'keys.list', revoked, key('a'));
  expect(cache.getQueryData(FIRST)).toEqual(page(key('a', 'revoked'), key('b')));
  expect(cache.getQueryData(SECOND)).toEqual(page(key('a', 'revoked')));
  expect(cache.getQueryData(NAMES)).toEqual(new Map([['a', 'Botiga']]));
  expect(cache.getQueryData(EXPIRING)).toEqual([key('a')]);
  expect(cache.getQueryData(ELSEWHERE)).toEqual(page(key('a')));
});

test('what will be gone leaves the pages, and is there again when it is taken back', async () => {
  const cache = cacheOfHome();
  const undo = await showAtOnce(cache, 'live', 'keys.list', (one, gone: ApiKey) => (one.id === gone.id ? undefined : one), key('a'));
  expect(cache.getQueryData<ListPage<ApiKey>>(FIRST)?.items).toEqual([key('b')]);
  undo();
  expect(cache.getQueryData(FIRST)).toEqual(page(key('a'), key('b')));
});

test('a change that throws leaves the pages as they were, and does not reject', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  const cache = cacheOfHome();
  const broken = (one: ApiKey) => {
    if (one.id === 'b') throw new TypeError('Cannot read properties of undefined');
    return key(one.id, 'revoked');
  };
  await showAtOnce(cache, 'live', 'keys.list', broken, key('a'));
  expect(cache.getQueryData(FIRST)).toEqual(page(key('a'), key('b')));
  expect(told).toHaveBeenCalledOnce();
});
