import type { BiVelio, Contact, UpdateContact } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { archiving, assigning, taggedOf, tagging } from './bulk';

const contact = (about: Partial<Contact> = {}) => ({ id: 'ct_1', name: 'Joan Garcia', tags: ['client'], version: 2, ...about }) as Contact;

/** A server that refuses one contact, and keeps what it was sent. */
function server(refused = '') {
  const sent: UpdateContact[] = [];
  const contacts = {
    batchUpdate: async ({ contacts: some }: { contacts: UpdateContact[] }) => {
      sent.push(...some);
      return { results: some.map((one) => (one.id === refused ? { ok: false, error: { message: 'ha canviat' } } : { ok: true, contact: { ...one, version: 3 } })) };
    },
    archive: async (id: string) => ({ id, archived_at: 'ara' }),
    restore: async (id: string) => ({ id, archived_at: undefined }),
  };
  return { client: { contacts } as unknown as BiVelio, sent };
}

test('tags are added once and taken away', () => {
  expect(taggedOf({ how: 'tag', tags: ['vip', 'client'] }, contact())).toEqual(['client', 'vip']);
  expect(taggedOf({ how: 'untag', tags: ['client'] }, contact())).toEqual([]);
});

test('who has what is wanted already is left alone', () => {
  expect(tagging({ how: 'tag', tags: ['client'] }).concerns?.(contact())).toBe(false);
  expect(assigning('').concerns?.(contact())).toBe(false);
  expect(assigning('usr_1').concerns?.(contact())).toBe(true);
});

test('a change is sent with the version that was read, and who was refused is named', async () => {
  const { client, sent } = server('ct_2');
  const results = await tagging({ how: 'tag', tags: ['vip'] }).send(client, [contact(), contact({ id: 'ct_2' })]);
  expect(sent[0]).toEqual({ id: 'ct_1', version: 2, tags: ['client', 'vip'] });
  expect(results[1]).toEqual({ error: 'ha canviat' });
});

test('it is taken back to what each contact had, at the version that it left', async () => {
  const { client, sent } = server();
  const before = contact({ owner_id: 'usr_1' });
  await assigning('').undo?.(client, [{ before, after: contact({ version: 3 }) }]);
  expect(sent).toEqual([{ id: 'ct_1', version: 3, owner_id: 'usr_1' }]);
  const [back] = (await archiving.undo?.(client, [{ before, after: contact({ archived_at: 'ara' }) }])) ?? [];
  expect(back).toMatchObject({ after: { id: 'ct_1', archived_at: undefined } });
});
