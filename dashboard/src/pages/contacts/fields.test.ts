import type { Contact } from '@bivelio/sdk';
import { describe, expect, it, test } from 'vitest';
import { changesOf, customOf, EMPTY, isSame, profileOf, tagsOf, valuesOf } from './fields';

const CONTACT = {
  id: 'ct_1',
  type: 'company',
  name: 'Fusteria Vila',
  email: 'a@vila.cat',
  language: 'ca',
  tags: ['client', 'fusta'],
  custom_fields: { sector: 'fusta', employees: 12, open: true, places: ['Vic'] },
  tax_id: { number: 'B12345674', country: 'ES', type: 'nif' },
  addresses: [
    { label: 'Taller', street: 'Carrer Nou, 2', postal_code: '08500', city: 'Vic', country: 'ES', is_primary: true },
    { street: 'Rambla, 1', city: 'Reus', country: 'ES', is_primary: false },
  ],
  version: 3,
} as unknown as Contact;

const changed = (values: object) => changesOf(CONTACT, { ...valuesOf(CONTACT), ...values });

test('a form shows what the contact has, and texts for what it has not', () => {
  expect(valuesOf(CONTACT)).toMatchObject({ name: 'Fusteria Vila', phone: '', company_id: '', tags: 'client, fusta', tax_number: 'B12345674', city: 'Vic' });
  expect(valuesOf(CONTACT).custom).toEqual([
    { name: 'sector', value: 'fusta' },
    { name: 'employees', value: '12', was: 12 },
    { name: 'open', value: 'true', was: true },
    { name: 'places', value: '["Vic"]', was: ['Vic'] },
  ]);
});

describe('a change', () => {
  it('is nothing when nothing was touched', () => expect(changed({})).toEqual({}));

  it.each([
    [{ name: ' Fusteria Puig ' }, { name: 'Fusteria Puig' }],
    [{ email: '' }, { email: null }],
    [{ email: ' ' }, { email: null }],
    [{ phone: ' +34 600 ' }, { phone: '+34 600' }],
    [{ phone: '' }, {}],
    [{ company_id: 'ct_9' }, { company_id: 'ct_9' }],
    [{ job_title: ' Fuster ', language: '' }, { job_title: 'Fuster', language: null }],
    [{ tags: 'fusta, client' }, { tags: ['fusta', 'client'] }],
    [{ tags: ' client ,fusta, client,' }, {}],
    [{ tags: '' }, { tags: [] }],
    [{ tax_number: '' }, { tax_id: null }],
    [{ tax_number: 'B1' }, { tax_id: { number: 'B1', country: 'ES', type: 'nif' } }],
    [{ tax_type: '' }, { tax_id: { number: 'B12345674', country: 'ES' } }],
  ])('of %j sends %j', (values, sent) => expect(changed(values)).toEqual(sent));

  it('of the address keeps its label and the other ones', () => {
    const { addresses } = changed({ postal_code: '08501' });
    expect(addresses).toEqual([
      { label: 'Taller', street: 'Carrer Nou, 2', postal_code: '08501', city: 'Vic', country: 'ES', is_primary: true },
      CONTACT.addresses?.[1],
    ]);
  });

  it('of an address that is emptied takes it away', () => {
    expect(changed({ street: '', postal_code: '', city: '', province: '' }).addresses).toEqual([CONTACT.addresses?.[1]]);
  });

  it('of own fields sends those that differ, of their kind, and null for those that are gone', () => {
    const custom = [
      { name: 'sector', value: 'metall' },
      { name: 'employees', value: '13', was: 12 },
      { name: 'open', value: 'true', was: true },
      { name: ' zona ', value: '7' },
      { name: '', value: 'x' },
    ];
    expect(changed({ custom })).toEqual({ custom_fields: { sector: 'metall', employees: 13, zona: '7', places: null } });
  });
});

test('what was not typed of a person is not sent', () => {
  expect(profileOf({ ...EMPTY, first_name: ' Núria ', birthday: ' ' })).toEqual({ first_name: 'Núria' });
});

test.each([
  ['a, b', ['a', 'b']],
  ['a,,a , ', ['a']],
  ['', []],
])('%j is the tags %j', (typed, tags) => expect(tagsOf(typed)).toEqual(tags));

test('an own field that was no text and cannot be read so is sent as it was typed', () => {
  expect(customOf([{ name: 'employees', value: 'uns dotze', was: 12 }])).toEqual({ employees: 'uns dotze' });
  expect(customOf(EMPTY.custom)).toEqual({});
});

test('two values are the same by their JSON', () => {
  expect([isSame({ a: [1] }, { a: [1] }), isSame(undefined, undefined), isSame(1, '1'), isSame(null, undefined)]).toEqual([true, true, false, false]);
});
