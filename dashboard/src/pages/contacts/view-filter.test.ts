import { expect, test } from 'vitest';
import { askedOf, viewFilter } from './view-filter';

const [ME, MINE] = ['usr_1', { field: 'owner_id', equals: 'usr_1' }];

test('the list is asked with what has a field of its own, and with conditions', () => {
  expect(askedOf({ me: ME }, undefined)).toEqual({});
  expect(askedOf({ me: ME, q: 'vila', type: 'company', tags: ['client'], owner: 'mine' }, 'vw_1')).toEqual({
    view: 'vw_1',
    search: 'vila',
    type: 'company',
    tags: ['client'],
    filter: MINE,
  });
  expect(askedOf({ me: ME, company: 'ct_1', owner: 'nobody' }, undefined)).toEqual({
    filter: { and: [{ field: 'company_id', equals: 'ct_1' }, { field: 'owner_id', empty: true }] },
  });
});

test('a view has the conditions of all filters, and of the view that was open', () => {
  expect(viewFilter({ me: ME })).toBeUndefined();
  expect(viewFilter({ me: ME, q: 'vila', type: 'person' })).toEqual({ field: 'type', equals: 'person' });
  expect(viewFilter({ me: ME, tags: ['a', 'b'], owner: 'mine' }, { field: 'phone', empty: true })).toEqual({
    and: [{ field: 'phone', empty: true }, { field: 'tags', equals: 'a' }, { field: 'tags', equals: 'b' }, MINE],
  });
});
