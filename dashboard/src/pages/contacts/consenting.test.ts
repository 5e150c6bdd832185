import type { Contact } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { basesOf, consentChanges, consentOf, consentValues } from './consenting';

const [GIVEN, GONE] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const CONTACT = {
  id: 'ct_1',
  consents: [
    { channel: 'email', basis: 'consent', at: GIVEN, withdrawn_at: GONE },
    { channel: 'email', basis: 'contract', source: 'botiga', at: GONE },
    { channel: 'post', basis: 'legitimate_interest', at: GIVEN },
    { channel: 'sms', basis: 'consent', at: GIVEN, withdrawn_at: GONE },
  ],
} as unknown as Contact;

test('a channel shows the consent that holds, else the one that was withdrawn last', () => {
  expect(consentOf(CONTACT, 'email')?.basis).toBe('contract');
  expect(consentOf(CONTACT, 'sms')?.withdrawn_at).toBe(GONE);
  expect(consentOf(CONTACT, 'whatsapp')).toBeUndefined();
  expect(consentValues(CONTACT, 'sms')).toEqual({ basis: '', source: '' });
});

test('a change of a channel leaves the others, and sends nothing of what was withdrawn', () => {
  const post = { channel: 'post', basis: 'legitimate_interest', at: GIVEN };
  expect(consentChanges(CONTACT, 'email', { basis: 'contract', source: 'botiga' })).toEqual({});
  expect(consentChanges(CONTACT, 'email', { basis: '', source: '' })).toEqual({ consents: [post] });
  expect(consentChanges(CONTACT, 'sms', { basis: 'consent', source: ' fira ' })).toEqual({
    consents: [{ channel: 'email', basis: 'contract', source: 'botiga', at: GONE }, post, { channel: 'sms', basis: 'consent', source: 'fira' }],
  });
});

test('legitimate interest suffices for calls and letters alone', () => {
  expect(basesOf('phone')).toContain('legitimate_interest');
  expect(basesOf('email')).not.toContain('legitimate_interest');
});
