import { describe, expect, it, test } from 'vitest';
import { kept, numberOf, readingsOf, shownAs, typedAs, unreadText } from './typed-number';

const ROMANCE = ['ca', 'es'] as const;

describe('in Catalan and Spanish', () => {
  it.each([
    ['1.250,50', '1250.5'],
    ['1.250.000', '1250000'],
    ['1250', '1250'],
    ['1250,50', '1250.5'],
    ['1,250', '1.25'],
    ['12.5', '12.5'],
    ['12.50', '12.5'],
    ['0.250', '0.25'],
    ['1234.567', '1234.567'],
    ['1,250.50', '1250.5'],
    ['12,', '12'],
    [',5', '0.5'],
    ['007', '7'],
    ['-1.250,50', '-1250.5'],
    ['−3', '-3'],
    ['-0', '0'],
    ['1 250,00 €', '1250'],
    ['1.250,00\u00a0€', '1250'],
    ['21 %', '21'],
    ['', ''],
    ['  ', ''],
  ])('%j is %j', (typed, value) => {
    for (const language of ROMANCE) expect(kept(typed, language)).toBe(value);
  });

  it.each([
    ['1.250', ['1250', '1.25']],
    ['12.500', ['12500', '12.5']],
    ['-1.250 €', ['-1250', '-1.25']],
  ])('%j is asked: %j', (typed, values) => {
    for (const language of ROMANCE) {
      expect(readingsOf(typed, language)).toEqual(values);
      expect(unreadText(kept(typed, language))).toBe(typed);
    }
  });
});

describe('in English', () => {
  it.each([
    ['1,250.50', '1250.5'],
    ['1,250,000', '1250000'],
    ['1.250,50', '1250.5'],
    ['12.5', '12.5'],
    ['12,5', '12.5'],
    ['€1,250.00', '1250'],
  ])('%j is %j', (typed, value) => expect(kept(typed, 'en')).toBe(value));

  it.each([
    ['1,250', ['1250', '1.25']],
    ['1.250', ['1.25', '1250']],
  ])('%j is asked: %j', (typed, values) => expect(readingsOf(typed, 'en')).toEqual(values));
});

test.each(['dotze', '1.2.3', '1,2,3', '1.25.000', '1..5', '1-2', '1e5', '--1', '-', '.', ',', '€', '٣', 'NaN', '1.250.00', '1,250.000,5'])(
  '%j is no number, and no value that the API takes',
  (typed) => {
    for (const language of [...ROMANCE, 'en'] as const) {
      expect(readingsOf(typed, language)).toEqual([]);
      expect(Number(kept(typed, language))).toBeNaN();
    }
  },
);

test('a number without decimals is read, not asked', () => {
  expect(kept('1.250', 'ca', { isWhole: true })).toBe('1250');
  expect(kept('30', 'ca', { isWhole: true })).toBe('30');
  expect(kept('30,0', 'ca', { isWhole: true })).toBe('30');
  expect(unreadText(kept('30,5', 'ca', { isWhole: true }))).toBe('30,5');
});

test('a value is shown in the language, and read again as the same', () => {
  expect(shownAs('1250', 'ca', 'EUR')).toBe('1.250,00\u00a0€');
  expect(shownAs('1250', 'es', 'EUR')).toBe('1.250,00\u00a0€');
  expect(shownAs('1250.125', 'ca', 'EUR')).toBe('1.250,125\u00a0€');
  expect(shownAs('1250.5', 'en', 'EUR')).toBe('€1,250.50');
  expect(shownAs('1250.5', 'es')).toBe('1.250,5');
  expect(shownAs('90071992547409.93', 'ca', 'EUR')).toBe('90.071.992.547.409,93\u00a0€');
  expect(typedAs('1250.5', 'ca')).toBe('1250,5');
  for (const language of [...ROMANCE, 'en'] as const) {
    for (const value of ['1250', '1250.5', '-3', '0.25', '1000000', '12.3456']) {
      expect(kept(shownAs(value, language, 'EUR'), language)).toBe(value);
      expect(kept(typedAs(value, language), language)).toBe(value);
    }
  }
});

test('what is not read is shown as it was typed, and has no number', () => {
  expect(shownAs('?1.250', 'ca', 'EUR')).toBe('1.250');
  expect(typedAs('?1.250', 'ca')).toBe('1.250');
  expect(numberOf('?1.250')).toBeUndefined();
  expect(numberOf('')).toBeUndefined();
  expect(numberOf('1250.5')).toBe(1250.5);
});
