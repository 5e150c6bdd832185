// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { SchemaField } from './schema-field';

let kept = '';

function Form({ schema = '', error }: { schema?: string; error?: string }) {
  const [value, setValue] = useState(schema);
  kept = value;
  return <SchemaField name="output_schema" value={value} onChange={setValue} error={error} />;
}

test('the fields of an answer have a name, a type, choices, and are required or not; without any there is no schema', async () => {
  const { person } = await drawn(<Form />);
  await person.click(await screen.findByRole('button', { name: 'Afegeix un camp' }));
  const field = within(screen.getByRole('group', { name: 'Camp 1' }));
  await person.clear(field.getByRole('textbox', { name: 'Nom' }));
  await person.type(field.getByRole('textbox', { name: 'Nom' }), 'llengua');
  await person.selectOptions(field.getByRole('combobox', { name: 'Tipus' }), 'choice');
  await person.clear(field.getByRole('textbox', { name: /^Opcions/ }));
  await person.type(field.getByRole('textbox', { name: /^Opcions/ }), 'ca, es');
  await person.click(field.getByRole('checkbox', { name: 'Obligatori' }));
  expect(JSON.parse(kept)).toEqual({ type: 'object', required: ['llengua'], properties: { llengua: { type: 'string', enum: ['ca', 'es'] } } });
  await person.click(field.getByRole('button', { name: 'Treu «llengua»' }));
  expect(kept).toBe('');
});

test('JSON is behind a button, and what is no form stays JSON', async () => {
  const { person } = await drawn(<Form schema='{"type": "object", "properties": {"s": {"type": "string", "maxLength": 5}}}' />);
  expect(await screen.findByDisplayValue('s')).toBeTruthy();
  await person.click(screen.getByRole('button', { name: 'Escriu-ho com a JSON' }));
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Esquema de la resposta/ }).value).toContain('"maxLength": 5');
  await person.click(screen.getByRole('button', { name: 'Omple-ho en un formulari' }));
  expect(await screen.findByDisplayValue('s')).toBeTruthy();

  await drawn(<Form schema='{"type": "object", "oneOf": []}' error="No és vàlid." />);
  expect(screen.getByRole('textbox', { name: /^Esquema de la resposta/ }).getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByRole('button')).toBeNull();
});
