import { expect, test } from 'vitest';
import { chosenOf, keptNames, moved } from './columns';

const ALL = [{ key: 'name' }, { key: 'email' }, { key: 'phone' }];

test('columns are those of the names, in their order, without those that there are not', () => {
  expect(chosenOf(ALL, ['phone', 'gone', 'name'])).toEqual([{ key: 'phone' }, { key: 'name' }]);
});

test('a column moves by one, and not beyond an end', () => {
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 'gone', 1)).toEqual(['a', 'b']);
});

test.each(['', '{', '{}', '[]', '[1]', 'null', null])('%j keeps no columns', (text) => expect(keptNames(text)).toBeUndefined());

test('what was chosen last is kept', () => expect(keptNames('["email","name"]')).toEqual(['email', 'name']));
