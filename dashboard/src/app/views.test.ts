import { expect, test } from 'vitest';
import { filtersOf, isSame, isShown, keptOf, listOf, parsed, searchOf } from './views';

test('a view has the filters, not the page nor what is open', () => {
  expect(filtersOf({ env: 'sandbox', page: 3, id: 'ct_1', q: 'puig', tags: ['client'], type: undefined })).toEqual({ q: 'puig', tags: ['client'] });
});

test('addresses are the same in whatever order', () => {
  expect(isSame({ q: 'a', tags: ['b'] }, { tags: ['b'], q: 'a' })).toBe(true);
  expect(isSame({ q: 'a' }, { q: 'a', type: 'person' })).toBe(false);
});

test('what is not ours in the storage is no view', () => {
  expect(parsed('{')).toEqual([]);
  expect(parsed('{"name": "x"}')).toEqual([]);
  expect(parsed('[{"name": "Meva", "search": {"q": "a"}}, {"name": 1}, null]')).toEqual([{ name: 'Meva', search: { q: 'a' } }]);
});

test('an address is kept as texts, and the page reads it again as it was', () => {
  const kept = keptOf({ env: 'sandbox', page: 2, q: 'puig', unpaid: true, tags: ['vip', 'nou'], sort: '-due_date', cols: ['number', 'total'] });
  expect(kept).toEqual({ filters: { q: ['puig'], unpaid: ['true'], tags: ['vip', 'nou'] }, sort: '-due_date', columns: ['number', 'total'] });
  expect(searchOf(kept)).toEqual({ q: 'puig', unpaid: 'true', tags: ['vip', 'nou'], sort: '-due_date', cols: ['number', 'total'] });
});

test('the columns that are shown are kept where the address names none', () => {
  expect(keptOf({ q: 'puig' }, ['number']).columns).toEqual(['number']);
});

test('a view is open while the list has its filters, order and columns; without columns, with any', () => {
  const shown = keptOf({ status: 'overdue' }, ['number', 'total']);
  expect(isShown({ filters: { status: ['overdue'] }, columns: [] }, shown)).toBe(true);
  expect(isShown({ filters: { status: ['overdue'] }, columns: ['total'] }, shown)).toBe(false);
  expect(isShown({ filters: {}, columns: [] }, shown)).toBe(false);
  expect(isShown({ filters: { status: ['overdue'] }, sort: 'total', columns: [] }, shown)).toBe(false);
});

test('a list has the name of its path', () => {
  expect([listOf('/invoices'), listOf('/knowledge/$name'), listOf('/')]).toEqual(['invoices', 'knowledge/name', 'home']);
});
