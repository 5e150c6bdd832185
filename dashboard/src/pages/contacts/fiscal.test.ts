import { describe, expect, it, test } from 'vitest';
import { addressLine, fiscalFields, fiscalOf, NO_FISCAL, taxIdLine, taxTypesOf } from './fiscal';

describe('what is sent of a form', () => {
  it('is nothing of an empty one', () => expect(fiscalFields(NO_FISCAL)).toEqual({ tax_id: null, addresses: [] }));

  it('is the number with its country, and its kind where one was chosen', () => {
    const values = { ...NO_FISCAL, tax_number: ' FR123 ', tax_country: 'FR' };
    expect(fiscalFields(values).tax_id).toEqual({ number: 'FR123', country: 'FR' });
    expect(fiscalFields({ ...values, tax_type: 'eu_vat' }).tax_id).toEqual({ number: 'FR123', country: 'FR', type: 'eu_vat' });
  });

  it('is an address once anything but the country is filled in', () => {
    expect(fiscalFields({ ...NO_FISCAL, country: 'AD' }).addresses).toEqual([]);
    expect(fiscalFields({ ...NO_FISCAL, city: ' Vic ' }).addresses).toEqual([{ city: 'Vic', country: 'ES', is_primary: true }]);
  });
});

test('a contact without fiscal data has the home country in its form', () => {
  expect(fiscalOf({})).toEqual(NO_FISCAL);
  expect(fiscalOf({ tax_id: { number: '1', country: 'PT', type: 'other' } as never }).tax_country).toBe('PT');
});

test.each([
  ['ES', 'nif'],
  ['FR', 'eu_vat'],
  ['US', 'eu_vat'],
])('the usual kind of number of %j is %j', (country, type) => expect(taxTypesOf(country)[0]).toBe(type));

test('no country has a kind twice', () => {
  for (const country of ['ES', 'FR']) expect(new Set(taxTypesOf(country)).size).toBe(taxTypesOf(country).length);
});

test.each([
  [{ street: 'Rambla, 2', postal_code: '08001', city: 'Barcelona', province: 'Barcelona' }, 'Rambla, 2, 08001 Barcelona'],
  [{ street: 'Nou, 1', postal_code: '08500', city: 'Vic', province: 'Barcelona' }, 'Nou, 1, 08500 Vic, Barcelona'],
  [{ city: 'Vic' }, 'Vic'],
  [{ postal_code: '08500' }, '08500'],
  [{}, ''],
])('the address %j is %j', (address, line) => expect(addressLine(address as never)).toBe(line));

test.each([
  [{ number: 'B1', country: 'ES' }, 'B1'],
  [{ number: '123', country: 'FR' }, '123 (FR)'],
  [null, undefined],
  [undefined, undefined],
])('the number %j is shown as %j', (tax, line) => expect(taxIdLine(tax)).toBe(line));
