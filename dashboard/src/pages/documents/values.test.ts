import { describe, expect, it } from 'vitest';
import { correctedOf, inOrder, shownOf } from './values';

const EXTRACTED = {
  total: 1210,
  date: '2026-04-01',
  issuer: { name: 'Papereria', nif: 'B1' },
  is_credit_note: false,
  due_date: null,
  line_items: [{ description: 'Paper', quantity: 2, unit_price: 500, tax_rate: 21, total: 1210 }],
  taxes: [{ base: 1000, rate: 21, amount: 210, surcharge_rate: 5.2, surcharge_amount: 52 }],
  notes: ['Una', 'Dues'],
};

describe('what was extracted', () => {
  it('is sent only where it was changed', () => {
    expect(correctedOf(EXTRACTED, shownOf(EXTRACTED))).toEqual({});
  });

  it('keeps the shape of each value', () => {
    const fields = {
      ...shownOf(EXTRACTED),
      total: '1210.5',
      date: '',
      issuer: { name: 'Papereria', nif: 'B2 ' },
      is_credit_note: true,
      due_date: '2026-05-01',
      notes: 'Una\n\nTres',
    };
    expect(correctedOf(EXTRACTED, fields)).toEqual({
      total: 1210.5,
      date: null,
      issuer: { name: 'Papereria', nif: 'B2' },
      is_credit_note: true,
      due_date: '2026-05-01',
      notes: ['Una', 'Tres'],
    });
  });

  it('has rows whose empty ones go, and whose hidden cells stay', () => {
    const { line_items: lines, taxes } = shownOf(EXTRACTED) as { line_items: Record<string, string>[]; taxes: Record<string, string>[] };
    const empty = { description: '', quantity: '', unit_price: '', tax_rate: '', total: '' };
    const changed = { ...shownOf(EXTRACTED), line_items: [...lines, empty, { ...empty, description: 'Tinta' }], taxes: [{ ...taxes[0], base: '990' }] };
    expect(correctedOf(EXTRACTED, changed as never)).toEqual({
      line_items: [...EXTRACTED.line_items, { description: 'Tinta', quantity: null, unit_price: null, tax_rate: null, total: null }],
      taxes: [{ ...EXTRACTED.taxes[0], base: 990 }],
    });
    expect(correctedOf(EXTRACTED, { ...shownOf(EXTRACTED), line_items: [], issuer: { name: ' ', nif: '' } })).toEqual({ line_items: null, issuer: null });
  });

  it('stands in the order of an invoice', () => {
    expect(inOrder({ notary: 1, total: 1, invoice_number: 1, issuer: 1 })).toEqual(['issuer', 'invoice_number', 'total', 'notary']);
  });
});
