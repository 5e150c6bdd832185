// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { Download, Merge } from 'lucide-react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { PageActions } from './page-actions';

test('the menu of a page has all of its actions but the main one, and does what their buttons do', async () => {
  const run = vi.fn();
  const others = [
    { icon: Merge, label: 'Duplicats', to: '/contacts/duplicates' } as const,
    { icon: Download, label: 'Exporta', run },
    { icon: Download, label: 'Desa', run, isOff: true },
  ];
  const { person, router } = await drawn(<PageActions main={<button type="button">Crea</button>} others={others} />);
  await person.click(screen.getByRole('button', { name: 'Exporta' }));
  expect(run).toHaveBeenCalledTimes(1);
  const open = async () => {
    await person.click(screen.getByRole('button', { name: 'Més accions' }));
    return within(await screen.findByRole('menu'));
  };
  const menu = await open();
  expect(menu.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual(['Duplicats', 'Exporta', 'Desa']);
  expect(menu.getByRole('menuitem', { name: 'Desa' }).getAttribute('aria-disabled')).toBe('true');
  await person.click(menu.getByRole('menuitem', { name: 'Exporta' }));
  expect(run).toHaveBeenCalledTimes(2);
  await person.click((await open()).getByRole('menuitem', { name: 'Duplicats' }));
  expect(router.state.location.pathname).toBe('/contacts/duplicates');
});

test('an action that is under way is not begun again', async () => {
  const run = vi.fn();
  const { person } = await drawn(<PageActions main={false} others={[{ icon: Download, label: 'S’exporta…', run, isBusy: true }]} />);
  await person.click(screen.getByRole('button', { name: 'S’exporta…' }));
  expect(run).not.toHaveBeenCalled();
});
