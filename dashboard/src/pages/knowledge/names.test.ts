import { expect, test } from 'vitest';
import { nameOf } from './names';

test('a title becomes a name that the API takes', () => {
  expect(nameOf('La botiga en línia')).toBe('la_botiga_en_linia');
  expect(nameOf('2026: preus & condicions!')).toBe('preus_condicions');
  expect(nameOf('Col·lecció d’hivern')).toBe('col_leccio_d_hivern');
  expect(nameOf('¿?')).toBe('textos');
  expect(nameOf(`${'a'.repeat(39)} b`)).toBe('a'.repeat(39));
});
