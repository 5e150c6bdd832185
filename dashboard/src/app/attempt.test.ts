import { expect, test } from 'vitest';
import { Attempt } from './attempt';

/** Sends by an attempt; returns the keys that went out. */
function sending() {
  const keys: (string | null)[] = [];
  const attempt = new Attempt();
  const fetch = attempt.through(async (_input, init) => {
    keys.push(new Headers(init?.headers).get('Idempotency-Key'));
    return new Response();
  });
  const send = (body: string, key?: string, path = '/v1/contacts/create') =>
    fetch(path, { method: 'POST', body, headers: key ? { 'Idempotency-Key': key } : {} });
  return { attempt, send, keys };
}

test('the same request has the same key at the next press, and another one after it was done', async () => {
  const { attempt, send, keys } = sending();
  for (const key of ['a', 'b']) {
    attempt.begin();
    await send('{"name":"Joan"}', key);
  }
  attempt.end();
  await send('{"name":"Joan"}', 'c');
  expect(keys).toEqual(['a', 'a', 'c']);
});

test('what was corrected is another request, and so is the same data elsewhere', async () => {
  const { attempt, send, keys } = sending();
  attempt.begin();
  await send('{}', 'a');
  attempt.begin();
  await send('{"name":"Joan"}', 'b');
  await send('{}', 'c', '/v1/deals/create');
  expect(keys).toEqual(['a', 'b', 'c']);
});

test('retries of the client keep their key, and two equal requests of one press are two', async () => {
  const { attempt, send, keys } = sending();
  for (const press of ['1', '2']) {
    attempt.begin();
    await send('{}', `a${press}`);
    await send('{}', `a${press}`);
    await send('{}', `b${press}`);
  }
  expect(keys).toEqual(['a1', 'a1', 'b1', 'a1', 'a1', 'b1']);
});

test('what only reads has no key', async () => {
  const { send, keys } = sending();
  await send('{}');
  expect(keys).toEqual([null]);
});
