import { expect, test } from 'vitest';
import { skeletonOf } from './skeleton';

test('a usual step is the one that is written for it', () => {
  expect(skeletonOf('wait')).toEqual({ id: 'espera', type: 'wait', input: { seconds: 3600 } });
});

test('any other operation is a step whose fields are to be filled in, with an id that may be one', () => {
  expect(skeletonOf('contacts.add_tags')).toEqual({ id: 'contacts_add_tags', type: 'contacts.add_tags', input: {} });
  const { id } = skeletonOf('invoices.a_name_that_is_longer_than_an_id_may_be');
  expect(id).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
});
