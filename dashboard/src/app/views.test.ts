import { expect, test } from 'vitest';
import { filtersOf, isSame, parsed } from './views';

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
