import { expect, test } from 'vitest';
import { zoneOf, zones, zonesFor } from './zones';

const WINTER = new Date('2026-12-01T00:00:00Z');
const ALL = zones('Europe/Madrid', 'en', WINTER);
const idsFor = (typed: string) => zonesFor(typed, ALL, 50).map(({ id }) => id);

test('a zone has its city and its hours', () => {
  expect(zoneOf('America/Argentina/Buenos_Aires', 'en', WINTER)).toMatchObject({ city: 'Buenos Aires', offset: 'GMT-3' });
  expect(zoneOf('Europe/Madrid', 'en', new Date('2026-07-01T00:00:00Z'))).toMatchObject({ offset: 'GMT+2' });
});

test('a zone that the browser does not know stays what it is', () => {
  expect(zones('Moon/Tranquility', 'en').map(({ id }) => id)).toContain('Moon/Tranquility');
  expect(zoneOf('Moon/Tranquility', 'en')).toEqual({ id: 'Moon/Tranquility', city: 'Tranquility', offset: '', name: '' });
});

test.each([
  ['madrid', 'Europe/Madrid'],
  ['MADRID', 'Europe/Madrid'],
  ['new york', 'America/New_York'],
  ['new_york', 'America/New_York'],
  ['europe mad', 'Europe/Madrid'],
  ['canary', 'Atlantic/Canary'],
])('%j finds %s first', (typed, id) => expect(idsFor(typed)[0]).toBe(id));

test('a zone is found by its name and by its hours', () => {
  expect(idsFor('central european')).toContain('Europe/Madrid');
  expect(zonesFor('gmt+1', ALL, 500).map(({ id }) => id)).toContain('Europe/Madrid');
});

test('every word must be there, and no more are shown than asked for', () => {
  expect(idsFor('madrid tokyo')).toEqual([]);
  expect(zonesFor('a', ALL, 7)).toHaveLength(7);
});
