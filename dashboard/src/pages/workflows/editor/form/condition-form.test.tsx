// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import type { Source } from '../../logic/values';
import { ConditionForm } from './condition-form';
import { ReadableBy } from './readable';

const INPUT: Source = { kind: 'input', root: 'input', values: [{ expression: 'input.total', sample: 5 }] };
const EVENT = { status: 'paid', client: { name: 'Anna' } };

let kept: string | undefined;

function Form({ begun, isFilter = false }: { begun: string; isFilter?: boolean }) {
  const [value, setValue] = useState<string | undefined>(begun);
  kept = value;
  return (
    <ReadableBy value={{ type: 'wait_for_event', sources: [INPUT], later: [], faults: [], event: EVENT }}>
      <ConditionForm label="Si" path="steps[0].when" value={value} onChange={setValue} isFilter={isFilter} />
    </ReadableBy>
  );
}

const offered = () => screen.queryAllByRole('option', { hidden: false }).filter((one) => one.id).map((one) => one.textContent);

/** Type a text in a field, with the cursor at its `|`. */
function type(name: string, text: string): HTMLInputElement {
  const field = screen.getByRole<HTMLInputElement>('textbox', { name });
  fireEvent.input(field, { target: { value: text.replace('|', '') } });
  field.setSelectionRange(text.indexOf('|'), text.indexOf('|'));
  fireEvent.mouseUp(field);
  return field;
}

test('a condition that is typed is offered values and functions, put where the cursor is', async () => {
  await drawn(<Form begun="length(input.list) > `2`" />);
  const field = type('Expressió', 'input.to| > `2`');
  expect(offered()).toEqual(['Inici › Total5']);
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(kept).toBe('input.total > `2`');
  expect(offered()).toEqual([]);
});

test('a filter is offered the fields of the event that is waited for', async () => {
  await drawn(<Form begun="length(data.status) > `2`" isFilter />);
  const field = type('Expressió', 'length(data.cli|) > `2`');
  expect(offered()).toContain('Client › NomAnna');
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(kept).toBe('length(data.client.name) > `2`');
});

test('what a field is compared with becomes the value that is chosen inside of braces, never a function', async () => {
  await drawn(<Form begun="data.status == 'x'" isFilter />);
  type('Valor', 'tot|');
  expect(offered()).toEqual([]);
  const field = type('Valor', '{{ tot|');
  expect(offered()).toEqual(['Inici › Total5']);
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(kept).toBe('data.status == input.total');
});
