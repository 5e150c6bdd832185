import { expect, test } from 'vitest';
import { isClosedAfter, proposalsOf, proposed, typedAt, typedInWhole } from './proposals';
import type { Source } from './values';

/** What was typed at the `|` of a text. */
function typed(text: string) {
  return typedAt(text.replace('|', ''), text.indexOf('|'));
}

test('what was typed of a name is known inside of braces alone', () => {
  expect(typed('Hola, {{|')).toEqual({ from: 6, wordFrom: 8, word: '' });
  expect(typed('Hola, {{ steps.who|')).toMatchObject({ wordFrom: 9, word: 'steps.who' });
  expect(typed('{{ upper(input.na|me) }}')).toMatchObject({ wordFrom: 9, word: 'input.na' });
  expect(typed('{{ a }} i {{ b|')).toMatchObject({ from: 10, word: 'b' });
  for (const text of ['Hola|', '{{ a }}|', '{ a|', "{{ join(', |", '{{ a > `1|']) expect(typed(text)).toBeUndefined();
  expect(typed("{{ join(', ', inp|")).toMatchObject({ word: 'inp' });
  expect(typedInWhole('input.total > `5` && inp', 24)).toMatchObject({ from: 0, wordFrom: 21, word: 'inp' });
});

test('an expression is closed by braces of its own', () => {
  expect(isClosedAfter('{{ a }}', 4)).toBe(true);
  expect(isClosedAfter('{{ a i {{ b }}', 4)).toBe(false);
  expect(isClosedAfter('{{ a', 4)).toBe(false);
});

test('what begins with what was typed comes first, then what has it in its words; functions last', () => {
  const input: Source = { kind: 'input', root: 'input', values: [{ expression: 'input.total', sample: 5 }, { expression: 'input.who', sample: 'Anna' }] };
  const run: Source = { kind: 'run', root: 'run', values: [{ expression: 'today()', sample: undefined }] };
  const all = proposalsOf([input, run], [{ name: 'today', signature: 'today() -> string' }, { name: 'to_number', signature: 'to_number(any) -> number' }]);
  expect(all.map(({ text }) => text)).toEqual(['input.total', 'input.who', 'today()', 'to_number()']);
  const words = (expression: string) => (expression === 'input.who' ? 'Inici › Topònim' : expression);
  expect(proposed(all, 'to', words, 9).map(({ text }) => text)).toEqual(['today()', 'to_number()', 'input.total', 'input.who']);
  expect(proposed(all, '', words, 1).map(({ text }) => text)).toEqual(['input.total']);
});
