import type { Contact } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { A_RUN, differences, goesOn, losersOf, requestOf } from './merging';

const contact = (id: string, about: Partial<Contact>) => ({ id, type: 'person', name: 'Maria', tags: [], custom_fields: {}, ...about }) as Contact;
const MARIA = contact('ct_1', { email: 'maria@exemple.cat', phone: '600 111 222' });
const OTHER = contact('ct_2', { name: 'Maria Garcia', email: 'maria@exemple.cat', job_title: 'Gerent' });
const COMPANY = contact('ct_3', { type: 'company', name: 'ABC', email: 'maria@exemple.cat' });
const ALL = [MARIA, OTHER, COMPANY];

test('only contacts of the type of the one that stays are merged, but for those left alone', () => {
  expect(losersOf(ALL, { winner: 'ct_1', apart: [], owners: {} })).toEqual([OTHER]);
  expect(losersOf(ALL, { winner: 'ct_1', apart: ['ct_2'], owners: {} })).toEqual([]);
});

test('a field with one value, or with the same one twice, is no choice', () => {
  expect(differences(ALL, { winner: 'ct_1', apart: [], owners: {} })).toEqual([
    { field: 'name', owners: [['ct_1', 'Maria'], ['ct_2', 'Maria Garcia']] },
  ]);
});

test('a rule is sent for what another contact than the one that stays has', () => {
  const choice = { winner: 'ct_1', apart: [], owners: { name: 'ct_2', email: 'ct_2', phone: 'ct_1' } };
  expect(requestOf(ALL, choice)).toEqual({ winner: 'ct_1', losers: ['ct_2'], fields: { name: 'ct_2' } });
});

test('it is looked on until there is enough to do, or many have been looked at', () => {
  expect(goesOn(50, 0, A_RUN)).toBe(true);
  expect(goesOn(950, 9, A_RUN)).toBe(true);
  expect(goesOn(1_000, 0, A_RUN)).toBe(false);
  expect(goesOn(50, 10, A_RUN)).toBe(false);
});
