import { describe, expect, it, test } from 'vitest';
import { flag, number, oneOf, query, searchOf, someOf, text, words } from './search';

describe('what is read from the address', () => {
  it.each([
    ['puig', 'puig'],
    [42, '42'],
    [false, 'false'],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
    [['a'], undefined],
    [{ a: 1 }, undefined],
  ])('%j is the text %j', (given, found) => expect(text(given)).toBe(found));

  it.each([
    ['em', 'em'],
    ['  em ', 'em'],
    ['e', undefined],
    [' e ', undefined],
    ['', undefined],
    [12, '12'],
    [1, undefined],
    ['??', undefined],
    ['a - b', undefined],
    ['S.L.', 'S.L.'],
    ['m@', 'm@'],
    ['? puig', '? puig'],
  ])('%j searches %j', (given, found) => expect(query(given)).toBe(found));

  it.each([
    [3, 3],
    ['3', 3],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    ['x', undefined],
    [undefined, undefined],
    ['1e3', 1000],
    [Infinity, undefined],
  ])('%j is the number %j', (given, found) => expect(number(given)).toBe(found));

  it.each([
    [true, true],
    ['true', true],
    [false, undefined],
    ['1', undefined],
    [1, undefined],
  ])('%j is the flag %j', (given, found) => expect(flag(given)).toBe(found));

  it('is one of some words, or nothing', () => {
    const status = oneOf('open', 'closed');
    expect([status('open'), status('closed'), status('Open'), status(['open']), status(undefined)]).toEqual(['open', 'closed', undefined, undefined, undefined]);
  });

  it('is some of some words, in their own order, once each', () => {
    const kinds = someOf('a', 'b', 'c');
    expect(kinds(['c', 'x', 'a', 'a'])).toEqual(['a', 'c']);
    expect([kinds([]), kinds(['x']), kinds('a')]).toEqual([undefined, undefined, ['a']]);
  });

  it('is words of people: texts, once each, without the empty ones', () => {
    expect(words(['client', '', 'client', 7, null, { a: 1 }, 'Àvia'])).toEqual(['client', '7', 'Àvia']);
    expect([words([]), words(['']), words('client')]).toEqual([undefined, undefined, ['client']]);
  });
});

test('parameters that are unknown or cannot be are left out', () => {
  const read = searchOf({ q: query, page: number, tab: oneOf('runs', 'stats'), tags: words });
  expect(read({ q: 'puig', page: '2', tab: 'stats', tags: ['a'] })).toEqual({ q: 'puig', page: 2, tab: 'stats', tags: ['a'] });
  expect(read({ q: 'p', page: '-2', tab: 'about', tags: { a: 1 }, other: 'x' })).toEqual({});
  expect(Object.keys(read({}))).toEqual([]);
});
