/** The fields of a contact as a form has them, and what a change sends. */
import type { Contact, UpdateContact } from '@bivelio/sdk';
import { fiscalFields, fiscalOf, type FiscalValues, NO_FISCAL } from './fiscal';

/** A field of the organisation's own. `was` is its value before, when that is no text: numbers, lists, objects. */
export interface Custom {
  name: string;
  value: string;
  was?: unknown;
}

export interface ContactValues extends FiscalValues, Record<string, unknown> {
  name: string;
  email: string;
  phone: string;
  first_name: string;
  last_name: string;
  job_title: string;
  language: string;
  birthday: string;
  company_id: string;
  owner_id: string;
  websites: string;
  tags: string;
  custom: Custom[];
}

/** What is known of a person, each a line of text. */
export const PROFILE = ['first_name', 'last_name', 'job_title', 'language', 'birthday'] as const;
const NO_PROFILE = { first_name: '', last_name: '', job_title: '', language: '', birthday: '' };

export const EMPTY: ContactValues = { name: '', email: '', phone: '', ...NO_PROFILE, company_id: '', owner_id: '', websites: '', tags: '', custom: [], ...NO_FISCAL };

/** The fields that two versions can differ in; those of `custom_fields` each for itself. */
export type Fields = Pick<
  UpdateContact,
  | 'name'
  | 'email'
  | 'phone'
  | 'emails'
  | 'phones'
  | (typeof PROFILE)[number]
  | 'company_id'
  | 'owner_id'
  | 'websites'
  | 'consents'
  | 'tax_id'
  | 'addresses'
  | 'tags'
  | 'custom_fields'
>;

/** What a form shows of a contact. */
export function valuesOf(contact: Contact): ContactValues {
  const { name, email, phone, company_id, tags, custom_fields } = contact;
  return {
    ...fiscalOf(contact),
    name,
    email: email ?? '',
    phone: phone ?? '',
    ...(Object.fromEntries(PROFILE.map((field) => [field, contact[field] ?? ''])) as typeof NO_PROFILE),
    company_id: company_id ?? '',
    owner_id: contact.owner_id ?? '',
    websites: (contact.websites ?? []).join('\n'),
    tags: tags.join(', '),
    custom: Object.entries(custom_fields).map(([field, value]) =>
      typeof value === 'string' ? { name: field, value } : { name: field, value: JSON.stringify(value), was: value },
    ),
  };
}

/** Tags as they are typed: separated by commas. */
export function tagsOf(typed: string): string[] {
  return [...new Set(typed.split(',').map((tag) => tag.trim()).filter(Boolean))];
}

/** What was typed for a field: text, or what it was before, when that is no text and can be read in the same way. */
function customValue({ value, was }: Custom): unknown {
  if (was === undefined) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What was typed of a person: without the fields that are empty. */
export function profileOf(values: Pick<ContactValues, (typeof PROFILE)[number]>): Partial<typeof NO_PROFILE> {
  return Object.fromEntries(PROFILE.map((field) => [field, values[field].trim()]).filter(([, text]) => text));
}

/** The fields of the organisation's own, without those that have no name. */
export function customOf(rows: Custom[]): Record<string, unknown> {
  return Object.fromEntries(rows.filter(({ name }) => name.trim()).map((row) => [row.name.trim(), customValue(row)]));
}

/** Return the fields that differ from a contact: null takes a value away. */
export function changesOf(before: Contact, values: ContactValues): Fields {
  const after: Fields = {
    name: values.name.trim(),
    email: values.email.trim() || null,
    phone: values.phone.trim() || null,
    ...Object.fromEntries(PROFILE.map((field) => [field, values[field].trim() || null])),
    company_id: values.company_id || null,
    owner_id: values.owner_id || null,
    tags: tagsOf(values.tags),
  };
  const changes: Fields = {};
  for (const [field, value] of Object.entries(after)) {
    if (!isSame(value ?? undefined, before[field as keyof Contact])) Object.assign(changes, { [field]: value });
  }
  const websites = values.websites.split(/\s+/).filter(Boolean);
  if (!isSame(websites, before.websites ?? [])) changes.websites = websites;
  const [fiscal, formerly] = [fiscalFields(values, before), fiscalFields(fiscalOf(before), before)];
  if (!isSame(fiscal.tax_id, formerly.tax_id)) changes.tax_id = fiscal.tax_id;
  if (!isSame(fiscal.addresses, formerly.addresses)) changes.addresses = fiscal.addresses;
  const custom = customOf(values.custom);
  const gone = Object.keys(before.custom_fields).filter((name) => !(name in custom));
  const different = Object.entries(custom).filter(([name, value]) => !isSame(value, before.custom_fields[name]));
  const custom_fields = Object.fromEntries([...different, ...gone.map((name) => [name, null] as const)]);
  return Object.keys(custom_fields).length ? { ...changes, custom_fields } : changes;
}

/** Whether two values are the same JSON. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
