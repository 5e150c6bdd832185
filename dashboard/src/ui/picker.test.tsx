// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { Dialog } from './dialog';
import { type Found, Picker } from './picker';

const CONTACTS: Found[] = [
  { value: 'ct_1', label: 'Joan Garcia', hint: 'joan@example.com' },
  { value: 'ct_2', label: 'Joana Puig' },
  { value: 'ct_3', label: 'TechCorp SL' },
];

function Choice({ onChange }: { onChange: (value: string) => void }) {
  const [typed, setTyped] = useState('');
  const found = typed ? CONTACTS.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase())) : [];
  return <Picker label="Client" name="client_id" error={undefined} chosen={undefined} onChange={onChange} onSearch={setTyped} found={found} />;
}

/** What is found comes by a press on the button, as it does from the API: until then that of before is there. */
function Read({ onChange }: { onChange: (value: string) => void }) {
  const [typed, setTyped] = useState('');
  const [read, setRead] = useState('');
  const found = CONTACTS.filter(({ label }) => label.toLowerCase().includes(read));
  return (
    <>
      <Picker label="Client" name="client_id" error={undefined} chosen={undefined} onChange={onChange} onSearch={setTyped} found={found} isSearching={read !== typed} />
      <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => setRead(typed)}>
        Answer
      </button>
    </>
  );
}

const answer = () => screen.getByRole('button', { name: 'Answer' });
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Client' });
const pointed = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent;

test('what is found is a list that the arrows walk, in a circle, and Enter takes', async () => {
  const onChange = vi.fn();
  const { person } = await drawn(<Choice onChange={onChange} />);
  expect(field().getAttribute('aria-expanded')).toBe('false');
  await person.type(field(), 'joan');
  expect(field().getAttribute('aria-expanded')).toBe('true');
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent?.trim())).toEqual(['Joan Garcia joan@example.com', 'Joana Puig']);
  await person.keyboard('{ArrowDown}');
  expect(pointed()).toContain('Joana Puig');
  await person.keyboard('{ArrowDown}');
  expect(pointed()).toContain('Joan Garcia');
  await person.keyboard('{ArrowUp}{Enter}');
  expect(onChange.mock.calls).toEqual([['ct_2']]);
  expect(field().getAttribute('aria-expanded')).toBe('false');
});

test('Escape closes the list and nothing around it, and Tab leaves without a choice', async () => {
  const [onChange, around] = [vi.fn(), vi.fn()];
  const { person } = await drawn(
    // biome-ignore lint/a11y/noStaticElementInteractions: a dialog, which hears Escape
    <div onKeyDown={({ key }) => key === 'Escape' && around()}>
      <Choice onChange={onChange} />
    </div>,
  );
  await person.type(field(), 'tech{Escape}');
  expect(field().getAttribute('aria-expanded')).toBe('false');
  expect(around).not.toHaveBeenCalled();
  await person.keyboard('{Escape}');
  expect(around).toHaveBeenCalledOnce();
  await person.type(field(), 'x');
  await person.tab();
  expect(onChange).not.toHaveBeenCalled();
});

test('in a dialog Escape closes the list first, and the dialog where no list is seen', async () => {
  const onClose = vi.fn();
  const { person } = await drawn(
    <Dialog title="Crea una factura" onClose={onClose}>
      <Choice onChange={() => undefined} />
    </Dialog>,
  );
  await person.type(field(), 'tech{Escape}');
  expect(field().getAttribute('aria-expanded')).toBe('false');
  expect(onClose).not.toHaveBeenCalled();
  await person.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
  await person.clear(field()); // open, and nothing is found
  await person.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
});

test('the pointer takes one without taking the focus away', async () => {
  const onChange = vi.fn();
  const { person } = await drawn(<Choice onChange={onChange} />);
  await person.type(field(), 'tech');
  await person.pointer({ keys: '[MouseLeft]', target: screen.getByRole('option', { name: 'TechCorp SL' }) });
  expect(onChange.mock.calls).toEqual([['ct_3']]);
});

test('Enter takes what is found by the letters that stand there, not what was found before', async () => {
  const onChange = vi.fn();
  const { person } = await drawn(<Read onChange={onChange} />);
  await person.type(field(), 'tech{Enter}');
  expect(pointed()).toContain('Joan Garcia');
  expect(onChange).not.toHaveBeenCalled();
  await person.click(answer());
  expect(onChange.mock.calls).toEqual([['ct_3']]);
});

test('Enter is forgotten when one types on, and takes at once what one went down to', async () => {
  const onChange = vi.fn();
  const { person } = await drawn(<Read onChange={onChange} />);
  await person.type(field(), 'tech{Enter}n');
  await person.click(answer());
  expect(onChange).not.toHaveBeenCalled();
  expect(screen.queryByRole('status')?.textContent).toBe('Cap resultat.');
  await person.clear(field());
  await person.click(answer());
  await person.type(field(), 'j');
  await person.keyboard('{ArrowDown}{Enter}');
  expect(onChange.mock.calls).toEqual([['ct_2']]);
});
