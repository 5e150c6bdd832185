import { describe, expect, it } from 'vitest';
import { decimal, EMPTY_LINE, lineItemsOf, sumOf } from './lines';

describe('a number that was typed', () => {
  it.each([
    ['1.234,50', '1234.50'],
    ['12,5', '12.5'],
    ['12.5', '12.5'],
    [' 1 200,00 € ', '1200.00'],
    ['dotze', 'dotze'],
  ])('%s is %s for the API', (typed, sent) => {
    expect(decimal(typed)).toBe(sent);
  });
});

describe('the lines of a draft', () => {
  it('are sent with what the form does not show', () => {
    const line = { ...EMPTY_LINE, description: ' Hores ', quantity: '2', unit_price: '50,25', kept: { tax_category: 'export' as const } };
    expect(lineItemsOf([line])).toEqual([
      { tax_category: 'export', description: 'Hores', quantity: '2', unit_price: '50.25', tax_rate: '21' },
    ]);
  });

  it('have a sum, of those that are numbers', () => {
    const lines = [
      { ...EMPTY_LINE, quantity: '2', unit_price: '1.000,50', discount_percent: '10' },
      { ...EMPTY_LINE, quantity: 'x', unit_price: '5' },
    ];
    expect(sumOf(lines)).toBeCloseTo(1800.9);
  });
});
