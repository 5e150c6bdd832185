// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { type Asked, drawn } from '~/testing/drawn';
import { fieldWord } from './field-words';
import { PickReference, referenceOf } from './references';

test.each([
  ['invoice_id', 'steps[0].input.invoice_id', 'invoices.records_list', 'invoice'],
  ['document_ids', 'steps[0].input.document_ids[0]', 'case.create', 'document'],
  ['id', 'steps[0].input.id', 'invoices.send', 'invoice'],
  ['id', 'steps[0].input.id', 'invoice.mark_paid', 'invoice'],
  ['id', 'steps[0].input.id', 'deal.move', 'deal'],
  ['id', 'steps[0].input.id', 'cases.get', 'case'],
  ['id', 'steps[0].input.id', 'contacts.add_tags', 'contact'],
  ['id', 'steps[0].input.id', 'invoices.books_get', undefined],
  ['id', 'steps[0].input.id', 'contacts.notes_delete', undefined],
  ['id', 'steps[0].input.lines[0].id', 'invoices.update', undefined],
  ['title', 'steps[0].input.title', 'case.create', undefined],
])('%s at %s of %s names a %s', (name, path, type, kind) => {
  expect(referenceOf(name, path, type)).toBe(kind);
});

test.each([
  ['invoices.send', 'Factura'],
  ['invoice.mark_paid', 'Factura'],
  ['deal.move', 'Oportunitat'],
  ['cases.get', 'Cas'],
  ['workflows.execute', 'Flux de treball'],
  ['contact.find', 'Identificador del contacte'],
  ['contacts.notes_delete', 'Identificador'],
])('the id of %s is called %s', (type, word) => {
  expect(fieldWord('id', type)).toBe(word);
});

function Field({ of, initial = '' }: { of: 'invoice' | 'deal' | 'document'; initial?: string }) {
  const [value, setValue] = useState(initial);
  return (
    <>
      <PickReference of={of} label="Quina" isOptional name="one" error={undefined} value={value} onChange={setValue} />
      <p>Triat: {value}</p>
    </>
  );
}

const DEALS = [
  { id: 'dl_1', title: 'Pla Enterprise' },
  { id: 'dl_2', title: 'Renovació' },
];

function answer({ operation, data }: Asked) {
  if (operation === 'deals/get') return { data: DEALS.find(({ id }) => id === (data as { id: string }).id) };
  const { search = '' } = data as { search?: string };
  const deals = DEALS.filter(({ title }) => title.toLowerCase().includes(search.toLowerCase()));
  return { data: { deals, pagination: { page: 1, per_page: 8, total: deals.length, total_pages: 1 } } };
}

test('a deal is found by a few letters and chosen by keys; its name stands for its id', async () => {
  const { person, asked } = await drawn(<Field of="deal" />, answer);
  await person.type(screen.getByRole('combobox'), 'reno');
  await waitFor(() => expect(screen.getAllByRole('option').map((one) => one.textContent?.trim())).toEqual(['Renovació']));
  await person.keyboard('{Enter}');
  expect(screen.getByText('Triat: dl_2')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('Renovació');
  expect(asked.some(({ operation }) => operation === 'deals/get')).toBe(false); // its name was in the list
});

test('the name of one that is there already is read, and it can be taken out', async () => {
  const { person } = await drawn(<Field of="deal" initial="dl_1" />, answer);
  await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Pla Enterprise'));
  await person.click(screen.getByRole('button', { name: 'Treu Pla Enterprise' }));
  expect(screen.getByText('Triat:')).toBeTruthy();
});

test('one that is not there any more is shown by its id', async () => {
  await drawn(<Field of="deal" initial="dl_9" />, () => ({ status: 404, code: 'NOT_FOUND', message: 'No hi és.' }));
  expect(screen.getByRole('status').textContent).toContain('dl_9');
});
