/** One change of many contacts: which requests it takes, what each came to, and how it is taken back. */
import type { BiVelio, Contact, ListContacts, UpdateContact } from '@bivelio/sdk';

/** So many contacts at most are changed at once. */
export const MOST = 5_000;
const A_BATCH = 100;
const AT_ONCE = 5;

export type Bulk = { kind: 'tag' | 'untag'; tags: string[] } | { kind: 'owner'; owner: string } | { kind: 'archive' };

/** A contact as it was, and as it is now. */
export interface Changed {
  before: Contact;
  after: Contact;
}

export interface Failed {
  contact: Contact;
  why: string;
}

export interface Outcome {
  changed: Changed[];
  failed: Failed[];
  /** How many had nothing to change. */
  same: number;
}

export const NOTHING: Outcome = { changed: [], failed: [], same: 0 };

/** Told how far it is; answers whether to go on. */
export type Progress = (done: number) => boolean;

/** What a change sends of a contact; undefined when it is so already. */
export function sentOf(bulk: Bulk, { id, version, tags, owner_id }: Contact): UpdateContact | undefined {
  if (bulk.kind === 'archive') return undefined;
  if (bulk.kind === 'owner') return (owner_id ?? '') === bulk.owner ? undefined : { id, version, owner_id: bulk.owner || null };
  const next = bulk.kind === 'tag' ? [...new Set([...tags, ...bulk.tags])] : tags.filter((tag) => !bulk.tags.includes(tag));
  return next.length === tags.length ? undefined : { id, version, tags: next };
}

/** What takes a change of a contact back; refused if somebody has changed the contact since. */
export function undoOf(bulk: Bulk, { before, after }: Changed): UpdateContact {
  const { id, version } = after;
  return bulk.kind === 'owner' ? { id, version, owner_id: before.owner_id ?? null } : { id, version, tags: before.tags };
}

/** Read all contacts that a list has, the oldest first, so that none is missed while others are made. */
export async function gather(client: BiVelio, asked: ListContacts, tell: Progress): Promise<Contact[]> {
  const found: Contact[] = [];
  for (let page = 1; ; page += 1) {
    const { items, pagination } = await client.contacts.list({ ...asked, sort: 'created_at', page, per_page: A_BATCH });
    found.push(...items);
    if (page >= pagination.total_pages || found.length >= MOST || !tell(found.length)) return found;
  }
}

/** Change contacts, a hundred at a time; archiving has no batch and goes one by one. */
export async function carryOut(client: BiVelio, bulk: Bulk, contacts: Contact[], tell: Progress): Promise<Outcome> {
  if (bulk.kind === 'archive') return oneByOne(contacts, (one) => client.contacts.archive(one.id), tell);
  const pairs = contacts.flatMap((contact) => {
    const sent = sentOf(bulk, contact);
    return sent ? [{ contact, sent }] : [];
  });
  const outcome = await batches(client, pairs, tell);
  return { ...outcome, same: contacts.length - pairs.length };
}

/** Take a change back, of the contacts that it changed. */
export async function takeBack(client: BiVelio, bulk: Bulk, changed: Changed[], tell: Progress): Promise<Outcome> {
  if (bulk.kind === 'archive') return oneByOne(changed.map(({ after }) => after), (one) => client.contacts.restore(one.id), tell);
  return batches(client, changed.map((one) => ({ contact: one.after, sent: undoOf(bulk, one) })), tell);
}

async function batches(client: BiVelio, pairs: { contact: Contact; sent: UpdateContact }[], tell: Progress): Promise<Outcome> {
  const outcome: Outcome = { changed: [], failed: [], same: 0 };
  for (let at = 0; at < pairs.length; at += A_BATCH) {
    const batch = pairs.slice(at, at + A_BATCH);
    const { results } = await client.contacts.batchUpdate({ contacts: batch.map(({ sent }) => sent) });
    for (const [index, { contact }] of batch.entries()) {
      const result = results[index];
      if (result?.contact) outcome.changed.push({ before: contact, after: result.contact });
      else outcome.failed.push({ contact, why: result?.error?.message ?? '' });
    }
    if (!tell(at + batch.length)) return outcome;
  }
  return outcome;
}

async function oneByOne(contacts: Contact[], ask: (contact: Contact) => PromiseLike<Contact>, tell: Progress): Promise<Outcome> {
  const outcome: Outcome = { changed: [], failed: [], same: 0 };
  for (let at = 0; at < contacts.length; at += AT_ONCE) {
    const some = contacts.slice(at, at + AT_ONCE);
    const answers = await Promise.allSettled(some.map(ask));
    for (const [index, answer] of answers.entries()) {
      const contact = some[index]!;
      if (answer.status === 'fulfilled') outcome.changed.push({ before: contact, after: answer.value });
      else outcome.failed.push({ contact, why: answer.reason instanceof Error ? answer.reason.message : String(answer.reason) });
    }
    if (!tell(at + some.length)) return outcome;
  }
  return outcome;
}
