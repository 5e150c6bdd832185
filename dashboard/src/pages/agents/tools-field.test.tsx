// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { grantOf, type ToolValues, toolValuesOf } from './grants';
import { ToolsField } from './tools-field';

let kept: ToolValues[] = [];

function Form({ granted = [] }: { granted?: Parameters<typeof toolValuesOf>[0][] }) {
  const [value, setValue] = useState(() => granted.map(toolValuesOf));
  kept = value;
  return <ToolsField name="tools" value={value} onChange={setValue} error={undefined} />;
}

const field = () => screen.getByRole('combobox', { name: /^Eines/ });
const tool = (name: string) => within(screen.getByRole('group', { name }));

test('a tool is found by its words among those of its area, with what it may do, and is offered once', async () => {
  const { person } = await drawn(<Form />);
  await person.click(field());
  await waitFor(() => expect(screen.getByRole('group', { name: 'Factures' })).toBeTruthy()); // the titles are loaded
  expect(screen.queryByRole('option', { name: /Invoca un agent/ })).toBeNull();
  await person.type(field(), 'emet esborrany');
  expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual(['Emet un esborrany Factures: llegir i escriure']);
  await person.keyboard('{Enter}');
  expect(kept.map(grantOf)).toEqual(['invoices.issue']);
  await person.type(field(), 'emet esborrany');
  expect(screen.getByRole('status').textContent).toBe('Cap resultat.');
});

test('a person decides first always, never or above a number; what only reads is not asked', async () => {
  const { person } = await drawn(<Form granted={['contact.find', 'invoices.issue']} />);
  await waitFor(() => expect(screen.getByRole('group', { name: 'Emet un esborrany' })).toBeTruthy());
  expect(screen.getByText('Només llegeix: no cal que ningú ho aprovi.')).toBeTruthy();
  const issue = tool('Emet un esborrany');
  await person.selectOptions(issue.getByRole('combobox', { name: 'Una persona ho aprova abans' }), 'always');
  expect(kept.map(grantOf)).toEqual(['contact.find', { name: 'invoices.issue', approval: 'always' }]);
  await person.selectOptions(issue.getByRole('combobox', { name: 'Una persona ho aprova abans' }), 'over');
  await person.type(issue.getByLabelText('Fins a quant no cal'), '500');
  await person.click(issue.getByRole('checkbox'));
  expect(kept.map(grantOf)).toEqual(['contact.find', { name: 'invoices.issue', approval: { over: { total: 500 } }, reach: 'all' }]);
  await person.click(issue.getByRole('button', { name: 'Treu «Emet un esborrany»' }));
  expect(kept.map(grantOf)).toEqual(['contact.find']);
});
