/** On which channels a contact may be sent advertising, channel by channel, and what a change of one sends. */
import type { Consent, Contact, NewConsent } from '@bivelio/sdk';
import { type Fields, isSame } from './fields';

export const CHANNELS = ['email', 'whatsapp', 'telegram', 'sms', 'phone', 'post'] as const;
export type Channel = (typeof CHANNELS)[number];
export type Basis = NewConsent['basis'];

export interface ConsentValues extends Record<string, unknown> {
  /** What one relies on; empty for no advertising. */
  basis: Basis | '';
  source: string;
}

/** What suffices for a channel: legitimate interest does for calls and letters alone. */
export function basesOf(channel: Channel): Basis[] {
  return channel === 'phone' || channel === 'post' ? ['consent', 'contract', 'legitimate_interest'] : ['consent', 'contract'];
}

const isValid = ({ withdrawn_at: at }: Consent) => !at;

/** The consent that holds for a channel, else the last one that was withdrawn. */
export function consentOf({ consents = [] }: Contact, channel: Channel): Consent | undefined {
  const all = consents.filter((one) => one.channel === channel);
  return all.findLast(isValid) ?? all.at(-1);
}

/** What the form of a channel begins with. */
export function consentValues(contact: Contact, channel: Channel): ConsentValues {
  const one = consentOf(contact, channel);
  return one && isValid(one) ? { basis: one.basis as Basis, source: one.source ?? '' } : { basis: '', source: '' };
}

/** The consents that hold after a change: those of the other channels as they are. */
export function consentChanges(before: Contact, channel: Channel, values: ConsentValues): Fields {
  if (isSame(values, consentValues(before, channel))) return {};
  const { basis, source } = values;
  const others = (before.consents ?? []).filter((one) => isValid(one) && one.channel !== channel).map(asSent);
  const own: NewConsent[] = basis ? [{ channel, basis, ...(source.trim() && { source: source.trim() }) }] : [];
  return { consents: [...others, ...own] };
}

function asSent({ channel, basis, source, at }: Consent): NewConsent {
  return { channel: channel as Channel, basis: basis as Basis, ...(source && { source }), at };
}
