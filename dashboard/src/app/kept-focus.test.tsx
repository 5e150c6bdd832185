// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { beforeAll, expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { Dialog } from '~/ui/dialog';
import { keepFocus } from './kept-focus';

beforeAll(() => keepFocus());

/** A page whose dialog a button opens, or a key wherever the focus is. */
function Page() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === '?' && setOpen(true);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <main tabIndex={-1}>
      <input aria-label="Cerca" />
      <button type="button" onClick={() => setOpen(true)}>
        Obre
      </button>
      {isOpen && (
        <Dialog title="Tecles" onClose={() => setOpen(false)}>
          <input aria-label="Nom" />
        </Dialog>
      )}
    </main>
  );
}

const focus = () => document.activeElement;
const inside = () => waitFor(() => expect(focus()).toBe(screen.getByLabelText('Nom')));
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

test('a dialog that is closed gives the focus back to what opened it', async () => {
  const { person } = await drawn(<Page />);
  await person.click(screen.getByRole('button', { name: 'Obre' }));
  await inside();
  await person.keyboard('{Escape}');
  await closed();
  await waitFor(() => expect(focus()).toBe(screen.getByRole('button', { name: 'Obre' })));
});

test('what somebody had left before the dialog opened does not get it: the page does', async () => {
  const { person } = await drawn(<Page />);
  await person.click(screen.getByLabelText('Cerca'));
  screen.getByLabelText('Cerca').blur();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await person.keyboard('?');
  await inside();
  await person.keyboard('{Escape}');
  await closed();
  await waitFor(() => expect(focus()).toBe(screen.getByRole('main')));
});

test('a button that is switched off for less than a frame keeps the focus, though the browser takes it away', async () => {
  const { person } = await drawn(<Page />);
  const button = screen.getByRole('button', { name: 'Obre' }) as HTMLButtonElement;
  await person.tab();
  await person.tab();
  expect(focus()).toBe(button);
  button.disabled = true;
  button.disabled = false;
  await new Promise((resolve) => setTimeout(resolve)); // the change is told
  button.blur();
  expect(focus()).toBe(document.body);
  await waitFor(() => expect(focus()).toBe(button));
});
