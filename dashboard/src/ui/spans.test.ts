import { expect, test } from 'vitest';
import { spansIn, written } from './spans';

test('hours are read as people write them', () => {
  const both = [
    { start: '09:00', end: '13:00' },
    { start: '15:30', end: '20:00' },
  ];
  for (const text of ['9-13, 15:30-20', '09:00–13:00; 15.30 – 20:00', '9 h a 13 h i 15h30 a 20 h', '9 to 13 and 15:30 to 20']) {
    expect(spansIn(text), text).toEqual(both);
  }
  expect(spansIn('18-24')).toEqual([{ start: '18:00', end: '24:00' }]);
  expect(spansIn('  ')).toEqual([]);
});

test('what says no hours is not read as any', () => {
  for (const text of ['matins', '9', '9-25', '9-13, tarda', '9-13-15', '-', '9-13,']) expect(spansIn(text), text).toBeUndefined();
});

test('hours are written so that they are read as the same', () => {
  const spans = [
    { start: '00:00', end: '07:30' },
    { start: '21:05', end: '24:00' },
  ];
  expect(written(spans)).toBe('0:00-7:30, 21:05-24:00');
  expect(spansIn(written(spans))).toEqual(spans);
});
