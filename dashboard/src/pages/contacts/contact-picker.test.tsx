// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { drawn } from '~/testing/drawn';
import { PickContact } from './contact-picker';

const PEOPLE = [
  { id: 'ct_1', name: 'Joan Garcia' },
  { id: 'ct_2', name: 'Maria Puig' },
];

function Choice({ onChange }: { onChange: (id: string) => void }) {
  const [value, setValue] = useState('');
  return (
    <PickContact
      label="Client"
      name="client_id"
      error={undefined}
      value={value}
      onChange={(id) => {
        setValue(id);
        onChange(id);
      }}
    />
  );
}

test('a contact is searched for when the typing pauses, and Enter takes who is found by all that was typed', async () => {
  const onChange = vi.fn();
  const { person, asked } = await drawn(<Choice onChange={onChange} />, ({ data }) => {
    const { search = '' } = data as { search?: string };
    return { data: { contacts: PEOPLE.filter(({ name }) => name.toLowerCase().startsWith(search)), pagination: { page: 1, total: 2, total_pages: 1 } } };
  });
  const searches = () => asked.filter(({ operation }) => operation === 'contacts/list').map(({ data }) => (data as { search?: string }).search);
  await person.click(screen.getByRole('combobox', { name: 'Client' }));
  await screen.findByRole('option', { name: 'Joan Garcia' });
  await person.type(screen.getByRole('combobox', { name: 'Client' }), 'maria{Enter}');
  expect(onChange).not.toHaveBeenCalled();
  await screen.findByRole('button', { name: 'Treu Maria Puig' });
  expect(onChange.mock.calls).toEqual([['ct_2']]);
  expect(searches()).toEqual([undefined, 'maria']);
});
