import { describe, expect, it } from 'vitest';
import type { Invoice } from '@bivelio/sdk';
import { areComplete, EMPTY_LINE, hasRecargo, lineItemsOf, linesOf, sumOf, taxed } from './lines';

describe('the lines of a draft', () => {
  it('are sent with what the form does not show', () => {
    const line = { ...EMPTY_LINE, description: ' Hores ', quantity: '2', unit_price: '50.25', kept: { unit: 'hour', item_code: 'H-1' } };
    expect(lineItemsOf([line])).toEqual([{ unit: 'hour', item_code: 'H-1', description: 'Hores', quantity: '2', unit_price: '50.25', tax_rate: '21' }]);
  });

  it('are of a rate, or of a category without tax and its cause', () => {
    const line = { ...EMPTY_LINE, description: 'Curs', unit_price: '10' };
    const bare = { description: 'Curs', quantity: '1', unit_price: '10' };
    expect(lineItemsOf([{ ...line, tax_rate: 'exempt', exemption_cause: 'E1' }])).toEqual([{ ...bare, tax_category: 'exempt', exemption_cause: 'E1' }]);
    expect(lineItemsOf([{ ...line, tax_rate: 'export', exemption_cause: 'E1' }])).toEqual([{ ...bare, tax_category: 'export' }]);
    expect(lineItemsOf([line], true)).toEqual([{ ...bare, tax_rate: '21', recargo_rate: '5.2' }]);
    expect(lineItemsOf([{ ...line, tax_rate: 'exempt' }], true)).toEqual([{ ...bare, tax_category: 'exempt' }]);
  });

  it('come from an invoice, and go back as they came', () => {
    const bare = { description: 'Tabac', quantity: 1, unit_price: 10, net: 10, tax_amount: 2.1, total: 12.1 };
    const lines = linesOf({
      line_items: [
        { ...bare, tax_rate: 21, recargo_rate: 1.75 },
        { ...bare, tax_rate: 0, tax_category: 'exempt', exemption_cause: 'E6', exemption_reason: 'Article 20' },
      ],
    } as unknown as Invoice);
    expect(hasRecargo(lines)).toBe(true);
    expect(lineItemsOf(lines)).toEqual([
      { description: 'Tabac', quantity: '1', unit_price: '10', tax_rate: '21', recargo_rate: 1.75 },
      { description: 'Tabac', quantity: '1', unit_price: '10', tax_category: 'exempt', exemption_cause: 'E6', exemption_reason: 'Article 20' },
    ]);
    expect(lineItemsOf([taxed(lines[1]!, '10')], false)).toEqual([{ description: 'Tabac', quantity: '1', unit_price: '10', tax_rate: '10' }]);
  });

  it('are complete when all that the totals need is read', () => {
    const line = { ...EMPTY_LINE, description: 'Hores', unit_price: '10' };
    expect(areComplete([line])).toBe(true);
    expect([{ ...line, unit_price: '' }, { ...line, unit_price: '?1.250' }, { ...line, description: ' ' }].map((one) => areComplete([one]))).toEqual([false, false, false]);
  });

  it('have a sum, of those that are read', () => {
    const lines = [
      { ...EMPTY_LINE, quantity: '2', unit_price: '1000.5', discount_percent: '10' },
      { ...EMPTY_LINE, quantity: '?1.250', unit_price: '5' },
    ];
    expect(sumOf(lines)).toBeCloseTo(1800.9);
  });
});
