import { expect, test } from 'vitest';
import { noticesFor, serviceOf, valuesOf } from './service-values';

const VISIT = {
  id: 'svc_1',
  name: { ca: 'Primera visita' },
  duration_minutes: 45,
  people: ['anna'],
  buffer_before_minutes: 0,
  buffer_after_minutes: 15,
  notice_minutes: 90,
  window_days: 30,
  places: 1,
  reminders: [{ method: 'popup', minutes_before: 5 }],
  active: true,
  public: false,
  version: 2,
  created_at: '',
  updated_at: '',
} as Parameters<typeof valuesOf>[0] & object;

test('a service that nobody changed goes back as it came', () => {
  const { created_at: _created, updated_at: _updated, ...sent } = VISIT;
  expect(serviceOf(valuesOf(VISIT, []), VISIT)).toEqual(sent);
});

test('a new service is of the only person, and says nothing that was not typed', () => {
  const sent = serviceOf({ ...valuesOf(undefined, ['anna']), names: { ca: ' Tall ', es: '', en: '' } }, undefined);
  expect(sent).toMatchObject({ name: { ca: 'Tall' }, people: ['anna'], duration_minutes: 60, public: true });
  for (const absent of ['description', 'price', 'most_a_day', 'interval_minutes', 'id']) expect(sent).not.toHaveProperty(absent);
});

test('a notice that is none of the usual ones stays among them', () => {
  expect(noticesFor('90').slice(0, 4)).toEqual(['0', '60', '90', '120']);
  expect(noticesFor('120')).toHaveLength(7);
});
