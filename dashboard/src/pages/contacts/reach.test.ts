import type { Contact } from '@bivelio/sdk';
import { describe, expect, it, test } from 'vitest';
import { another, NO_ADDRESS, postalChanges, postalOf, reachChanges, reachOf, without } from './reach';

const CONTACT = {
  id: 'ct_1',
  type: 'company',
  name: 'Fusteria Vila',
  emails: [
    { address: 'a@vila.cat', is_primary: true },
    { address: 'b@vila.cat', label: 'oficina', is_primary: false },
  ],
  phones: [{ number: '972 20 30 40', e164: '+34972203040', is_primary: true }],
  addresses: [{ label: 'Taller', street: 'Carrer Nou, 2', city: 'Vic', country: 'ES', is_primary: true }],
} as unknown as Contact;
const NOBODY = { ...CONTACT, emails: [], phones: [], addresses: [] } as unknown as Contact;

describe('e-mail addresses and phones', () => {
  const { rows } = reachOf('emails', CONTACT);

  it('are not sent when nothing was touched', () => {
    expect(reachChanges('emails', CONTACT, { rows })).toEqual({});
    expect(reachChanges('phones', CONTACT, reachOf('phones', CONTACT))).toEqual({});
    expect(reachChanges('emails', NOBODY, reachOf('emails', NOBODY))).toEqual({});
  });

  it('are sent all, the empty row too, so that the fault stands at its row', () => {
    expect(reachChanges('emails', CONTACT, { rows: another(rows) })).toEqual({
      emails: [
        { address: 'a@vila.cat', is_primary: true },
        { address: 'b@vila.cat', label: 'oficina', is_primary: false },
        { address: '', is_primary: false },
      ],
    });
    expect(reachChanges('phones', CONTACT, { rows: [{ text: ' 600 111 222 ', label: ' mòbil ', isPrimary: true }] })).toEqual({
      phones: [{ number: '600 111 222', label: 'mòbil', is_primary: true }],
    });
  });

  it('are taken away when all rows are empty or gone', () => {
    expect(reachChanges('emails', CONTACT, { rows: [] })).toEqual({ emails: [] });
    expect(reachChanges('emails', CONTACT, { rows: [{ text: ' ', label: '', isPrimary: true }] })).toEqual({ emails: [] });
  });

  it('have a primary one whichever goes', () => {
    expect(without(rows, 0)).toEqual([{ text: 'b@vila.cat', label: 'oficina', isPrimary: true }]);
    expect(without(rows, 1)).toEqual([rows[0]]);
    expect(another([])).toEqual([{ text: '', label: '', isPrimary: true }]);
  });
});

test('of postal addresses the first is that of invoices, and those without anything go', () => {
  const { rows } = postalOf(CONTACT);
  expect(postalChanges(CONTACT, { rows })).toEqual({});
  expect(postalChanges(CONTACT, { rows: [...rows, NO_ADDRESS, { ...NO_ADDRESS, city: ' Reus ' }] })).toEqual({
    addresses: [
      { label: 'Taller', street: 'Carrer Nou, 2', city: 'Vic', country: 'ES', is_primary: true },
      { city: 'Reus', country: 'ES', is_primary: false },
    ],
  });
  expect(postalChanges(CONTACT, { rows: [] })).toEqual({ addresses: [] });
  expect(postalChanges(NOBODY, postalOf(NOBODY))).toEqual({});
});
