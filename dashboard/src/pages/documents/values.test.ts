import { expect, it } from 'vitest';
import { correctedOf, shownOf } from './values';

const EXTRACTED = { total: 1210, date: '2026-04-01', issuer: { nif: 'B1' }, paid: false, due: null };

it('sends only what was changed', () => {
  expect(correctedOf(EXTRACTED, shownOf(EXTRACTED))).toEqual({});
});

it('keeps the kind of each value', () => {
  const fields = { total: '1210.5', date: '', issuer: '{"nif": "B2"}', paid: 'true', due: '2026-05-01' };
  expect(correctedOf(EXTRACTED, fields)).toEqual({ total: 1210.5, date: null, issuer: { nif: 'B2' }, paid: true, due: '2026-05-01' });
});

it('sends what cannot be read as it was typed', () => {
  expect(correctedOf(EXTRACTED, { ...shownOf(EXTRACTED), issuer: '{' })).toEqual({ issuer: '{' });
});
