// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { StepChoice, useStepChoice } from './step-choice';

async function shown() {
  const [take, close] = [vi.fn(), vi.fn()];
  const page = await drawn(<StepChoice onTake={take} onClose={close} />);
  await waitFor(() => expect(screen.getByRole('group', { name: 'Factures' })).toBeTruthy()); // the titles are loaded
  return { ...page, take, close };
}
const labels = () => screen.getAllByRole('option').map((one) => one.firstChild?.textContent);

test('the usual steps come first, then every operation, each once', async () => {
  await shown();
  expect(labels().slice(0, 2)).toEqual(['Valors', 'Condició']);
  expect(within(screen.getByRole('group', { name: 'Factures' })).getByRole('option', { name: 'Envia una factura' })).toBeTruthy();
  expect(labels().length).toBeGreaterThan(190);
  expect(within(screen.getByRole('group', { name: 'Factures' })).queryByText('invoices.issue')).toBeNull(); // it is a usual one
});

test('a few letters find a step, by any word, with or without accents, by keys alone', async () => {
  const { person, take } = await shown();
  await person.keyboard('aprovacio');
  expect(labels()).toContain('Aprovació');
  await person.clear(screen.getByRole('combobox'));
  await person.keyboard('etiquetes contacte{ArrowDown}{ArrowUp}');
  const chosen = screen.getAllByRole('option').find((one) => one.getAttribute('aria-selected') === 'true')!;
  expect(screen.getByRole('combobox').getAttribute('aria-activedescendant')).toBe(chosen.id);
  await person.keyboard('{Enter}');
  expect(take).toHaveBeenCalledWith('contacts.add_tags');
});

test('nothing like it is said, and Escape leaves', async () => {
  const { person, close } = await shown();
  await person.keyboard('xyzzy');
  expect(screen.getByRole('status').textContent).toBe('Cap pas no s’hi assembla.');
  await person.keyboard('{Enter}');
  await person.keyboard('{Escape}');
  expect(close).toHaveBeenCalledOnce();
});

function Button({ onTake, onKey }: { onTake: (type: string) => void; onKey: () => void }) {
  const [open, choice] = useStepChoice(onTake);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is around it, in a test
    <div onKeyDown={onKey}>
      <button type="button" onClick={open}>
        Afegeix
      </button>
      {choice}
    </div>
  );
}

test('it closes when one is taken, and what is around it gets none of its keys', async () => {
  const [take, key] = [vi.fn(), vi.fn()];
  const { person } = await drawn(<Button onTake={take} onKey={key} />);
  await person.click(screen.getByRole('button', { name: 'Afegeix' }));
  await person.keyboard('stop{Enter}');
  expect(take).toHaveBeenCalledWith('stop');
  expect(key).not.toHaveBeenCalled();
  expect(screen.queryByRole('dialog')).toBeNull();
});
