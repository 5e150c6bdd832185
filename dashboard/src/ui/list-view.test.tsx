// @vitest-environment happy-dom
import { APIConnectionError } from '@bivelio/sdk';
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { ListView } from './list-view';

interface Row {
  id: string;
  name: string;
  total: string;
}

const ROWS: Row[] = [
  { id: 'a', name: 'Joan Garcia', total: '12,10' },
  { id: 'b', name: 'TechCorp SL', total: '1.210,00' },
];
const NOTHING = { items: [], isPending: false, error: null, refetch: vi.fn() };

function list(given: object, others: object = {}) {
  return (
    <ListView<Row>
      list={{ ...NOTHING, ...given }}
      label="Clients"
      columns={[
        { title: 'Nom', cell: ({ name }) => name },
        { title: 'Total', cell: ({ total }) => total, as: 'end' },
      ]}
      keyOf={({ id }) => id}
      empty={<p>Encara no hi ha cap client</p>}
      {...others}
    />
  );
}

test('a table is named, its headings are those of its columns, and on a phone each cell says its own', async () => {
  await drawn(list({ items: ROWS }));
  const table = screen.getByRole('table', { name: 'Clients' });
  expect(within(table).getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['Nom', 'Total']);
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell').map((cell) => [cell.dataset['label'], cell.textContent]))).toEqual([
    [['Nom', 'Joan Garcia'], ['Total', '12,10']],
    [['Nom', 'TechCorp SL'], ['Total', '1.210,00']],
  ]);
});

test('rows of before are marked as old while others are read', async () => {
  await drawn(list({ items: ROWS, isPlaceholderData: true }));
  expect(screen.getByRole('table').getAttribute('aria-busy')).toBe('true');
});

test('an empty list says what to do; one that filters made empty offers to take them away', async () => {
  await drawn(list({}));
  expect(screen.getByText('Encara no hi ha cap client')).toBeTruthy();
  const clear = vi.fn();
  const { person } = await drawn(list({}, { isFiltered: true, clearFilters: clear }));
  await person.click(screen.getByRole('button', { name: 'Treu els filtres' }));
  expect(clear).toHaveBeenCalledOnce();
});

test('what failed is said with a button that tries again', async () => {
  const refetch = vi.fn();
  const { person } = await drawn(list({ error: new APIConnectionError('no answer'), refetch }));
  await person.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Torna-ho a provar' }));
  expect(refetch).toHaveBeenCalledOnce();
});

test('pages are links that keep the filters, and the shown one says so', async () => {
  const { router } = await drawn(list({ items: ROWS, pagination: { page: 2, total: 240, total_pages: 12 } }));
  const pages = within(screen.getByRole('navigation', { name: 'Pàgines' })).getAllByRole('link');
  expect(pages.map(({ textContent }) => textContent)).toEqual(['1', '2', '3', '12']);
  expect(screen.getByRole('link', { name: 'Pàgina 2' }).getAttribute('aria-current')).toBe('page');
  await router.navigate({ to: '.', search: { tag: 'vip' } as never });
  expect(new URL((screen.getByRole('link', { name: 'Pàgina 3' }) as HTMLAnchorElement).href).search).toBe('?tag=vip&page=3');
});
