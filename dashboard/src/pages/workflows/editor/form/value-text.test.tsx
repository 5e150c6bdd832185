// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import type { Source } from '../../logic/values';
import { ReadableBy } from './readable';
import { ValueText } from './value-text';

const INPUT: Source = { kind: 'input', root: 'input', values: [{ expression: 'input.name', sample: 'Anna' }, { expression: 'input.total', sample: 5 }] };

let kept = '';

function Form() {
  const [value, setValue] = useState('');
  kept = value;
  return (
    <ReadableBy value={{ type: 'message.send', sources: [INPUT], later: [], faults: [] }}>
      <ValueText aria-label="Text" value={value} onChange={setValue} isLong />
    </ReadableBy>
  );
}

const field = () => screen.getByRole('textbox', { name: 'Text' });
const offered = () => screen.queryAllByRole('option').map((one) => one.textContent);

/** Type a text, with the cursor at its `|`, as the browser's editing leaves it. */
function type(text: string) {
  const node = document.createTextNode(text.replace('|', ''));
  field().replaceChildren(node);
  document.getSelection()?.collapse(node, text.indexOf('|'));
  fireEvent.input(field());
}

test('a value is proposed inside of braces, chosen by keys, and stands as its chip', async () => {
  await drawn(<Form />);
  field().focus();
  type('Hola|');
  expect(offered()).toEqual([]);
  type('Hola, {{ inp|');
  expect(offered().slice(0, 2)).toEqual(['Inici › NomAnna', 'Inici › Total5']);
  expect(field().getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id);
  fireEvent.keyDown(field(), { key: 'ArrowDown' });
  fireEvent.keyDown(field(), { key: 'Enter' });
  expect(kept).toBe('Hola, {{ input.total }}');
  expect(field().textContent).toBe('Hola, Inici › Total');
  expect(offered()).toEqual([]);
});

test('a function is put with its braces, and what it is called with is proposed in it', async () => {
  await drawn(<Form />);
  field().focus();
  type('{{ upp|');
  expect(offered()[0]).toMatch(/^upper\(\)/);
  fireEvent.keyDown(field(), { key: 'Enter' });
  expect(kept).toBe('{{ upper() }}');
  type('{{ upper(input.n|) }}');
  fireEvent.keyDown(field(), { key: 'Enter' });
  expect(kept).toBe('{{ upper(input.name) }}');
});

test('Escape closes the list and leaves the text as it is', async () => {
  await drawn(<Form />);
  field().focus();
  type('{{ inp|');
  fireEvent.keyDown(field(), { key: 'Escape' });
  expect(offered()).toEqual([]);
  expect(kept).toBe('{{ inp');
});
