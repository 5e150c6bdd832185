/** What an invoice lacks of its client, said to people: the sentences of the API name fields for programs. */
import type { MissingField } from '@bivelio/sdk';

/** Whether the record of the contact has a form for it. */
export function isInRecord({ field }: Pick<MissingField, 'field'>): boolean {
  return /^contact\.(tax_id|addresses)\b/.test(field);
}

/** The sentence without the name of a field that the record of the contact shows by its label: `(camp 'tax_id.number' del contacte)`. */
export function lackOf({ field, message }: Pick<MissingField, 'field' | 'message'>): string {
  const at = isInRecord({ field }) ? message.indexOf(`'${field.replace('contact.', '')}'`) : -1;
  const [from, to] = [message.lastIndexOf(' (', at), message.indexOf(')', at)];
  return at < 0 || from < 0 || to < 0 ? message : message.slice(0, from) + message.slice(to + 1);
}
