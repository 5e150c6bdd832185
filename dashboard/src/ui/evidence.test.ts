import { describe, expect, it } from 'vitest';
import { marksOf } from './evidence';

const at = (text: string, left: number, top: number) => ({ text, left, top, width: text.length / 100, height: 0.02 });
const PAGE = [at('Papereria Nova', 0.1, 0.1), at('Total:', 0.1, 0.5), at(' ', 0.16, 0.5), at('1.210,00 EUR', 0.2, 0.5), at('NIF B65410011', 0.1, 0.2)];

describe('the words of a value', () => {
  it('are found across pieces, whatever stands between them', () => {
    expect(marksOf(PAGE, 'TOTAL: 1.210,00').map(({ left, width }) => [left, Math.round(width * 100)])).toEqual([
      [0.1, 6],
      [0.2, 8],
    ]);
  });

  it('are found cell by cell and line by line', () => {
    expect(marksOf(PAGE, 'Papereria Nova / NIF B65410011').map(({ top }) => top)).toEqual([0.1, 0.2]);
    expect(marksOf(PAGE, 'NIF B65410011   Total:').map(({ top }) => top)).toEqual([0.2, 0.5]);
  });

  it('are marked alone, not the whole piece', () => {
    const [box] = marksOf(PAGE, 'B65410011');
    expect(box?.left).toBeCloseTo(0.14);
    expect(box?.width).toBeCloseTo(0.09);
  });

  it('that are not there mark nothing', () => {
    expect(marksOf(PAGE, 'Altres')).toEqual([]);
    expect(marksOf(PAGE, ' ')).toEqual([]);
    expect(marksOf([], 'Total')).toEqual([]);
  });
});
