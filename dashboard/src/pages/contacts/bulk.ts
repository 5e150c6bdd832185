/** The changes of many contacts: which requests each takes, and what takes it back. */
import type { BiVelio, Contact, UpdateContact } from '@bivelio/sdk';
import { each, type Result, type Work } from '~/app/bulk';

const A_BATCH = 100;

export type Tagging = { how: 'tag' | 'untag'; tags: string[] };

export const archiving: Work<Contact> = each<Contact>((client, { id }) => client.contacts.archive(id), { undo: (client, { after }) => client.contacts.restore(after.id) });

/** What a contact has after tags have been added or taken away. */
export function taggedOf({ how, tags: given }: Tagging, { tags }: Contact): string[] {
  return how === 'tag' ? [...new Set([...tags, ...given])] : tags.filter((tag) => !given.includes(tag));
}

export function tagging(change: Tagging): Work<Contact> {
  return batched(
    (contact) => ({ tags: taggedOf(change, contact) }),
    ({ tags }) => ({ tags }),
    (contact) => taggedOf(change, contact).length !== contact.tags.length,
  );
}

/** Somebody looks after them; nobody, for an empty id. */
export function assigning(owner: string): Work<Contact> {
  return batched(
    () => ({ owner_id: owner || null }),
    ({ owner_id: former }) => ({ owner_id: former ?? null }),
    ({ owner_id: former }) => (former ?? '') !== owner,
  );
}

type Fields = Omit<UpdateContact, 'id' | 'version'>;

/** Work of `contacts.batchUpdate`: a hundred together, each refused if somebody else changed it since it was read. */
function batched(sent: (contact: Contact) => Fields, back: (before: Contact) => Fields, concerns: (contact: Contact) => boolean): Work<Contact> {
  return {
    size: A_BATCH,
    concerns,
    send: (client, contacts) => update(client, contacts.map(({ id, version }, at) => ({ id, version, ...sent(contacts[at]!) }))),
    undo: (client, changed) => update(client, changed.map(({ before, after: { id, version } }) => ({ id, version, ...back(before) }))),
  };
}

async function update(client: BiVelio, contacts: UpdateContact[]): Promise<Result<Contact>[]> {
  const { results } = await client.contacts.batchUpdate({ contacts });
  return results.map(({ contact, error }) => (contact ? { after: contact } : { error: error?.message ?? '' }));
}
