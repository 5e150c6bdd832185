import type { BiVelio, Contact, UpdateContact } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { carryOut, gather, sentOf, takeBack, undoOf } from './bulk';

const contact = (number: number, about: Partial<Contact> = {}) => ({ id: `ct_${number}`, name: `N${number}`, tags: ['client'], version: 2, ...about }) as Contact;
const MANY = Array.from({ length: 250 }, (_, at) => contact(at));
const always = () => true;

/** A server that refuses one contact, and keeps how many each request had. */
function server(refused = '') {
  const sizes: number[] = [];
  const contacts = {
    batchUpdate: async ({ contacts: sent }: { contacts: UpdateContact[] }) => {
      sizes.push(sent.length);
      return { results: sent.map((one) => (one.id === refused ? { ok: false, error: { message: 'ha canviat' } } : { ok: true, contact: { ...one, version: 3 } })) };
    },
    archive: async (id: string) => {
      if (id === refused) throw new Error('ja és fora');
      return { id, archived_at: 'ara' };
    },
    restore: async (id: string) => ({ id }),
    list: async ({ page }: { page: number }) => ({ items: MANY.slice((page - 1) * 100, page * 100), pagination: { total_pages: 3 } }),
  };
  return { client: { contacts } as unknown as BiVelio, sizes };
}

test('only what changes is sent, with the version that was read', () => {
  expect(sentOf({ kind: 'tag', tags: ['client'] }, contact(1))).toBeUndefined();
  expect(sentOf({ kind: 'tag', tags: ['vip', 'client'] }, contact(1))).toEqual({ id: 'ct_1', version: 2, tags: ['client', 'vip'] });
  expect(sentOf({ kind: 'untag', tags: ['client'] }, contact(1))).toEqual({ id: 'ct_1', version: 2, tags: [] });
  expect(sentOf({ kind: 'owner', owner: '' }, contact(1))).toBeUndefined();
  expect(sentOf({ kind: 'owner', owner: '' }, contact(1, { owner_id: 'usr_1' }))).toEqual({ id: 'ct_1', version: 2, owner_id: null });
});

test('a change goes a hundred at a time, tells its progress and names who was refused', async () => {
  const { client, sizes } = server('ct_120');
  const told: number[] = [];
  const { changed, failed, same } = await carryOut(client, { kind: 'tag', tags: ['vip'] }, [...MANY, contact(999, { tags: ['vip'] })], (done) => told.push(done) > 0);
  expect([sizes, told]).toEqual([[100, 100, 50], [100, 200, 250]]);
  expect([changed.length, failed.map((one) => [one.contact.id, one.why]), same]).toEqual([249, [['ct_120', 'ha canviat']], 1]);
});

test('it stops where it is told to, and what it had changed is known', async () => {
  const { client, sizes } = server();
  const { changed } = await carryOut(client, { kind: 'tag', tags: ['vip'] }, MANY, () => false);
  expect([sizes, changed.length]).toEqual([[100], 100]);
});

test('it is taken back to what each contact had, at the version that it left', async () => {
  const bulk = { kind: 'tag', tags: ['vip'] } as const;
  expect(undoOf({ ...bulk, tags: ['vip'] }, { before: contact(1), after: contact(1, { version: 3, tags: ['client', 'vip'] }) })).toEqual({ id: 'ct_1', version: 3, tags: ['client'] });
  const { client } = server('ct_3');
  const archived = await carryOut(client, { kind: 'archive' }, MANY.slice(0, 7), always);
  expect([archived.changed.length, archived.failed.map(({ why }) => why)]).toEqual([6, ['ja és fora']]);
  expect((await takeBack(client, { kind: 'archive' }, archived.changed, always)).changed).toHaveLength(6);
});

test('all that match are read page by page', async () => {
  expect(await gather(server().client, {}, always)).toHaveLength(250);
  expect(await gather(server().client, {}, () => false)).toHaveLength(100);
});
