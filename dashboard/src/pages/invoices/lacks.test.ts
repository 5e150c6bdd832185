import { describe, expect, test } from 'vitest';
import { isInRecord, lackOf } from './lacks';

describe('what an invoice lacks of its client', () => {
  test('says no field that the record has a form for', () => {
    const street = { field: 'contact.addresses[0].street', message: "Falta el carrer del client (camp 'addresses[0].street' del contacte)." };
    expect(lackOf(street)).toBe('Falta el carrer del client.');
    expect(lackOf({ field: 'contact.tax_id.number', message: "The client has no tax number (field 'tax_id.number' of the contact)." })).toBe('The client has no tax number.');
    expect(isInRecord(street)).toBe(true);
  });

  test('says the other fields, which are typed by their names', () => {
    const office = { field: 'contact.custom_fields.dir3.accounting_office', message: "Falta l’oficina (DIR3, camp 'custom_fields.dir3.accounting_office' del contacte)." };
    expect(lackOf(office)).toBe(office.message);
    expect(isInRecord(office)).toBe(false);
  });

  test('leaves a sentence as it is that names none', () => {
    const street = { field: 'contact.addresses[0].street', message: 'Falta el carrer (del client).' };
    expect(lackOf(street)).toBe(street.message);
  });
});
