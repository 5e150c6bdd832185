/** All e-mail addresses, phones and postal addresses of a contact as the forms of the record have them, and what they send. */
import type { Contact, NewAddress } from '@bivelio/sdk';
import { HOME } from '~/ui/countries';
import { type Fields, isSame } from './fields';

/** An e-mail address or a phone. */
export interface Reached {
  text: string;
  label: string;
  isPrimary: boolean;
}

export type ReachKind = 'emails' | 'phones';
export interface ReachValues extends Record<string, unknown> {
  rows: Reached[];
}

/** The name of what is reached in a row of the API's. */
export const TEXT = { emails: 'address', phones: 'number' } as const;

const NOBODY: Reached = { text: '', label: '', isPrimary: true };

/** The rows of a contact; one that is empty where it has none. */
export function reachOf(kind: ReachKind, contact: Contact): ReachValues {
  const rows = contact[kind].map((one): Reached => ({ text: 'number' in one ? one.number : one.address, label: one.label ?? '', isPrimary: one.is_primary }));
  return { rows: rows.length ? rows : [NOBODY] };
}

/** A further row. */
export function another(rows: Reached[]): Reached[] {
  return [...rows, { ...NOBODY, isPrimary: !rows.length }];
}

/** The rows without one of them: another one is primary if that was. */
export function without(rows: Reached[], at: number): Reached[] {
  const left = rows.filter((_, index) => index !== at);
  return left.some(({ isPrimary }) => isPrimary) ? left : left.map((row, index) => ({ ...row, isPrimary: index === 0 }));
}

/** What changed. Empty rows are sent too, so that the fault stands at its row, unless all are empty. */
export function reachChanges(kind: ReachKind, before: Contact, { rows }: ReachValues): Fields {
  if (isSame(rows, reachOf(kind, before).rows)) return {};
  if (rows.every(({ text }) => !text.trim())) return { [kind]: [] };
  const sent = rows.map(({ text, label, isPrimary }) => ({ [TEXT[kind]]: text.trim(), ...(label.trim() && { label: label.trim() }), is_primary: isPrimary }));
  return { [kind]: sent } as Fields;
}

const PARTS = ['label', 'street', 'postal_code', 'city', 'province'] as const;
export type Postal = Record<(typeof PARTS)[number] | 'country', string>;
export interface PostalValues extends Record<string, unknown> {
  rows: Postal[];
}

export const NO_ADDRESS: Postal = { label: '', street: '', postal_code: '', city: '', province: '', country: HOME };

/** The postal addresses, the first of which invoices show. */
export function postalOf({ addresses = [] }: Contact): PostalValues {
  const rows = addresses.map((one): Postal => ({ ...NO_ADDRESS, ...Object.fromEntries(PARTS.map((part) => [part, one[part] ?? ''])), country: one.country }));
  return { rows: rows.length ? rows : [NO_ADDRESS] };
}

/** What changed: an address of which nothing is filled in goes. */
export function postalChanges(before: Contact, { rows }: PostalValues): Fields {
  if (isSame(rows, postalOf(before).rows)) return {};
  const filled = rows.filter((row) => PARTS.some((part) => part !== 'label' && row[part].trim()));
  const sent = filled.map((row, at): NewAddress => {
    const parts = PARTS.map((part) => [part, row[part].trim()] as const).filter(([, text]) => text);
    return { ...Object.fromEntries(parts), country: row.country, is_primary: at === 0 };
  });
  return { addresses: sent };
}
