import { expect, test } from 'vitest';
import { changesOf, valuesOf } from './invoicing-values';

const SETTINGS = {
  legal_name: 'Fusteria Vila SL',
  nif: 'B12345674',
  address: { street: 'Carrer Major, 1', postal_code: '08500', city: 'Vic', country: 'ES' },
  has_logo: true,
  terms_days: 30,
  series: 'FAC',
  rectification_series: 'R',
  simplified_series: 'S',
  tax_rate: 21,
  irpf_rate: 7.5,
  language: 'ca',
  verifactu: 'off',
} as const;

test('what is not touched is sent as it was, without the logo', () => {
  const changes = changesOf(valuesOf(SETTINGS));
  expect(changes).toMatchObject({ legal_name: 'Fusteria Vila SL', tax_rate: '21', irpf_rate: '7.5', terms_days: 30, assistant_limit: null, phone: null });
  expect(changes['address']).toEqual(SETTINGS.address);
  expect('logo' in changes).toBe(false);
});

test('emptied fields are cleared', () => {
  const changes = changesOf({ ...valuesOf(SETTINGS), irpf_rate: '', assistant_limit: '500', tax_rate: '10.5', phone: ' ', terms_days: '', logo: null });
  expect(changes).toMatchObject({ irpf_rate: null, assistant_limit: '500', tax_rate: '10.5', phone: null, terms_days: null, logo: null });
});

test('without any address none is sent', () => {
  const values = valuesOf({ ...SETTINGS, address: undefined });
  expect(values.country).toBe('ES');
  expect('address' in changesOf(values)).toBe(false);
  expect(changesOf({ ...values, street: 'Plaça, 2', country: 'ad' })['address']).toEqual({ street: 'Plaça, 2', country: 'AD' });
});
