/** What a merge of contacts is asked with: who stays, who becomes part of it, and whose values of which fields stay. */
import type { Contact } from '@bivelio/sdk';

/** The fields that one of several contacts has, of those that a person can compare at a glance. */
export const FIELDS = ['name', 'email', 'phone', 'job_title', 'language', 'birthday', 'external_id'] as const;
export type MergedField = (typeof FIELDS)[number];

/** The most contacts that can become part of one at once. */
const MOST = 9;

/** So many contacts are looked at without being asked for more, and with so many groups there is enough to do. */
export const A_RUN = { contacts: 1_000, groups: 10 };
export type Run = typeof A_RUN;

/** Whether the next page of contacts is looked at: most pages have no duplicates, and nobody should press for each. */
export function goesOn(lookedAt: number, found: number, until: Run): boolean {
  return lookedAt < until.contacts && found < until.groups;
}

/** Who a person has chosen: the contact that stays, those that are left alone, and whose value a field has. */
export interface Choice {
  winner: string;
  apart: readonly string[];
  owners: Partial<Record<MergedField, string>>;
}

/** Those that would become part of the one that stays: of its type, and not left alone. */
export function losersOf(contacts: readonly Contact[], { winner, apart }: Choice): Contact[] {
  const type = contacts.find(({ id }) => id === winner)?.type;
  return contacts.filter((one) => one.id !== winner && one.type === type && !apart.includes(one.id)).slice(0, MOST);
}

/** The fields that the contacts of a merge do not have alike, with who has which value. */
export function differences(contacts: readonly Contact[], choice: Choice): { field: MergedField; owners: [id: string, value: string][] }[] {
  const winner = contacts.filter(({ id }) => id === choice.winner);
  const merged = [...winner, ...losersOf(contacts, choice)];
  return FIELDS.flatMap((field) => {
    const byValue = new Map<string, string>();
    for (const one of merged) {
      const value = one[field];
      if (value && !byValue.has(value)) byValue.set(value, one.id);
    }
    return byValue.size > 1 ? [{ field, owners: [...byValue].map(([value, id]): [string, string] => [id, value]) }] : [];
  });
}

/** The request of a merge; a rule is sent where another contact than the one that stays has been chosen. */
export function requestOf(contacts: readonly Contact[], choice: Choice): { winner: string; losers: string[]; fields: Record<string, string> } {
  const losers = losersOf(contacts, choice).map(({ id }) => id);
  const chosen = differences(contacts, choice).flatMap(({ field }): [string, string][] => {
    const owner = choice.owners[field];
    return owner && losers.includes(owner) ? [[field, owner]] : [];
  });
  return { winner: choice.winner, losers, fields: Object.fromEntries(chosen) };
}
