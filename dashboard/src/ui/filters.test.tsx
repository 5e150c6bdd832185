// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { OrderFilter } from './filters';
import type { Column } from './table';

const COLUMNS: Column<string>[] = [
  { title: 'Títol', cell: (row) => row },
  { title: 'Import', order: 'amount', cell: (row) => row },
  { title: 'Tancament previst', order: 'expected_close', cell: (row) => row },
];

test('the orders of a list are those of its columns, each in both directions, and the usual one', async () => {
  const onSort = vi.fn();
  const { person } = await drawn(<OrderFilter columns={COLUMNS} sorting={{ sort: '-amount', onSort }} />);
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Ordena per' });
  expect(within(select).getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'L’ordre de sempre',
    'Import, ascendent',
    'Import, descendent',
    'Tancament previst, ascendent',
    'Tancament previst, descendent',
  ]);
  expect(select.selectedOptions[0]?.textContent).toBe('Import, descendent');
  await person.selectOptions(select, 'Tancament previst, ascendent');
  expect(onSort).toHaveBeenLastCalledWith('expected_close');
  await person.selectOptions(select, 'L’ordre de sempre');
  expect(onSort).toHaveBeenLastCalledWith(undefined);
});
