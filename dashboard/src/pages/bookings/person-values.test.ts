import { expect, test } from 'vitest';
import { faultOn, hoursOf, idOf, valuesOf } from './person-values';

const ANNA = {
  person_id: 'anna',
  name: 'Anna Puig',
  timezone: 'Atlantic/Canary',
  calendars: ['anna', 'primary'],
  weekly: [
    { weekday: 'monday', start: '09:00', end: '13:00' },
    { weekday: 'monday', start: '15:00', end: '18:00' },
    { weekday: 'saturday', start: '10:00', end: '24:00' },
  ],
  services: [{ service_id: 'svc_1', weekly: [] }],
  exceptions: [{ date: '2026-08-03', until: '2026-08-21', hours: [] }],
  holidays: 'ES-CT',
  version: 3,
  created_at: '',
  updated_at: '',
} as Parameters<typeof valuesOf>[0] & object;

test('hours that nobody changed go back as they came, with what the form does not show', () => {
  const { created_at: _created, updated_at: _updated, ...sent } = ANNA;
  expect(hoursOf(valuesOf(ANNA, false), ANNA)).toEqual(sent);
});

test('a new person has an id of the name, and a calendar of their own unless they are the first', () => {
  expect(hoursOf({ ...valuesOf(undefined, true), name: 'Núria Vila' }, undefined)).toMatchObject({ person_id: 'nuria-vila', calendars: ['primary'] });
  expect(hoursOf({ ...valuesOf(undefined, false), name: 'Núria Vila' }, undefined)).toMatchObject({ calendars: ['nuria-vila'] });
  expect(idOf('2. Sala gran')).toBe('sala-gran');
  expect(idOf('…')).toBe('persona');
});

test('a fault of the second span of a day is that of the day', () => {
  const faults = [{ field: 'weekly[2].start', message: 'Se solapen.' }];
  expect(faultOn('saturday', valuesOf(ANNA, false), faults)).toBe('Se solapen.');
  expect(faultOn('monday', valuesOf(ANNA, false), faults)).toBeUndefined();
});
