import { expect, test } from 'vitest';
import { shownAs, valueOf } from './typed-time';

test.each([
  ['26/11/2026', '2026-11-26'],
  ['6-1-26', '2026-01-06'],
  [' 06.01.2026 ', '2026-01-06'],
  ['2026-11-26', '2026-11-26'],
  ['29/02/2028', '2028-02-29'],
  ['', ''],
])('in Catalan and Spanish %j is the day %j', (typed, day) => {
  expect(valueOf('day', typed, 'ca')).toBe(day);
  expect(valueOf('day', typed, 'es')).toBe(day);
});

test.each(['11/26/2026', '29/02/2026', '31/04/2026', '0/1/2026', '26/11', 'demà'])('%j is no day', (typed) => {
  expect(valueOf('day', typed, 'ca')).toBeUndefined();
});

test('in English the year comes first, and a day that may be two days is refused', () => {
  expect(valueOf('day', '2026/4/5', 'en')).toBe('2026-04-05');
  expect(valueOf('day', '04/05/2026', 'en')).toBeUndefined();
});

test.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['0930', '09:30'],
  ['9.30 h', '09:30'],
  ['23:59', '23:59'],
  ['24:00', undefined],
  ['9:60', undefined],
  ['de matí', undefined],
])('%j is the time %j', (typed, time) => {
  expect(valueOf('time', typed, 'ca')).toBe(time);
});

test('a moment is a day and a time', () => {
  expect(valueOf('moment', '26/11/2026  9:30', 'ca')).toBe('2026-11-26T09:30');
  expect(valueOf('moment', '2026-11-26T09:30', 'en')).toBe('2026-11-26T09:30');
  expect(valueOf('moment', '26/11/2026', 'ca')).toBeUndefined();
  expect(valueOf('moment', '9:30', 'ca')).toBeUndefined();
});

test('a value is shown in the language, and read again as the same', () => {
  expect(shownAs('2026-04-05', 'ca')).toBe('05/04/2026');
  expect(shownAs('2026-04-05T09:30', 'es')).toBe('05/04/2026 09:30');
  expect(shownAs('2026-04-05', 'en')).toBe('2026-04-05');
  expect(shownAs('09:30', 'ca')).toBe('09:30');
  expect(valueOf('moment', shownAs('2026-04-05T09:30', 'ca'), 'ca')).toBe('2026-04-05T09:30');
});

test('what is no value is shown as it was typed', () => {
  expect(shownAs('31/02/2026', 'ca')).toBe('31/02/2026');
});
