import { describe, expect, it } from 'vitest';
import { EMPTY_LINE, lineItemsOf, sumOf } from './lines';

describe('the lines of a draft', () => {
  it('are sent with what the form does not show', () => {
    const line = { ...EMPTY_LINE, description: ' Hores ', quantity: '2', unit_price: '50.25', kept: { tax_category: 'export' as const } };
    expect(lineItemsOf([line])).toEqual([
      { tax_category: 'export', description: 'Hores', quantity: '2', unit_price: '50.25', tax_rate: '21' },
    ]);
  });

  it('have a sum, of those that are read', () => {
    const lines = [
      { ...EMPTY_LINE, quantity: '2', unit_price: '1000.5', discount_percent: '10' },
      { ...EMPTY_LINE, quantity: '?1.250', unit_price: '5' },
    ];
    expect(sumOf(lines)).toBeCloseTo(1800.9);
  });
});
