import { expect, test } from 'vitest';
import { tableText } from './table-text';

test('a table is written as spreadsheets of the language read it', () => {
  const rows = [['Client', 'Total'], ['Forn Núria', 1210.5]];
  expect(tableText(rows, 'ca')).toBe('\ufeffClient;Total\r\nForn Núria;1210,5\r\n');
  expect(tableText(rows, 'en')).toBe('\ufeffClient,Total\r\nForn Núria,1210.5\r\n');
});

test('separators and quotes within a cell stay in it, and nothing is a formula', () => {
  expect(tableText([['a;b', 'diu "sí"', '=HYPERLINK("x")', -3, undefined]], 'es')).toBe('\ufeff"a;b";"diu ""sí""";"\'=HYPERLINK(""x"")";-3;\r\n');
});
