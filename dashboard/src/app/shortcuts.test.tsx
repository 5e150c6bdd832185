// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { Dialog } from '~/ui/dialog';
import { SearchFilter } from '~/ui/filters';
import { useKeys, useShortcuts } from './shortcuts';
import ShortcutsDialog from './shortcuts-dialog';

beforeEach(() => localStorage.clear());

function List() {
  const [count, setCount] = useState(0);
  const add = () => {
    setCount(count + 1);
    return true;
  };
  useShortcuts([{ keys: ['n'], does: `Compta després de ${count}`, run: add }]);
  return <p>Comptat: {count}</p>;
}

function Page({ has = 'list' }: { has?: 'list' | 'nothing' }) {
  const [hasList, setList] = useState(has === 'list');
  const [areShown, setShown] = useState(false);
  const [isOver, setOver] = useState(false);
  useKeys(() => setShown(true));
  useEffect(() => {
    const load = () => setList(true);
    addEventListener('loaded', load);
    return () => removeEventListener('loaded', load);
  }, []);
  return (
    <>
      {hasList && <List />}
      {hasList && <SearchFilter label="Cerca per nom" onChange={() => undefined} />}
      <button type="button" onClick={() => setOver(true)}>
        Obre
      </button>
      {isOver && (
        <Dialog title="A sobre" onClose={() => setOver(false)}>
          <p>Res a escriure.</p>
        </Dialog>
      )}
      {areShown && <ShortcutsDialog onClose={() => setShown(false)} />}
    </>
  );
}

const shown = () => screen.queryByRole('dialog', { name: 'Dreceres del teclat' });

test('`?` shows what the page declares now, and what holds everywhere', async () => {
  const { person } = await drawn(<Page />);
  await person.keyboard('n?');
  expect(shown()?.textContent).toContain('Compta després de 1');
  expect(shown()?.textContent).toContain('Cerca per nom');
  expect(shown()?.textContent).toContain('Cerca pàgines i dades');
  await person.keyboard('{Escape}');
  expect(shown()).toBeNull();
});

test('what is drawn while they are shown is shown too', async () => {
  const { person } = await drawn(<Page has="nothing" />);
  await person.keyboard('?');
  expect(shown()?.textContent).not.toContain('Compta');
  act(() => void dispatchEvent(new Event('loaded')));
  expect(shown()?.textContent).toContain('Compta després de 0');
});

test('a page without shortcuts of its own says so', async () => {
  const { person } = await drawn(<Page has="nothing" />);
  await person.keyboard('?');
  expect(shown()?.textContent).toContain('Aquesta pàgina no en té de pròpies.');
});

test('`/` goes to the search, and what is typed there is no shortcut', async () => {
  const { person } = await drawn(<Page />);
  await person.keyboard('/n?');
  const field = screen.getByLabelText<HTMLInputElement>('Cerca per nom');
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe('n?');
  expect(shown()).toBeNull();
  expect(screen.getByText('Comptat: 0')).toBeTruthy();
});

test('while a dialog is open its keys are its own', async () => {
  const { person } = await drawn(<Page />);
  await person.click(screen.getByRole('button', { name: 'Obre' }));
  await person.keyboard('n?');
  expect(shown()).toBeNull();
  expect(screen.getByText('Comptat: 0')).toBeTruthy();
});

test('keys of one character can be switched off, and stay so', async () => {
  const { person } = await drawn(<Page />);
  await person.keyboard('?');
  await person.click(screen.getByRole('checkbox', { name: /Dreceres d’una sola tecla/ }));
  await person.keyboard('{Escape}n?');
  expect(shown()).toBeNull();
  expect(screen.getByText('Comptat: 0')).toBeTruthy();
  const again = await drawn(<Page />);
  await again.person.keyboard('n');
  expect(screen.getByText('Comptat: 0')).toBeTruthy();
});
