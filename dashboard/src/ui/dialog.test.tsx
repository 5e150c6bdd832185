// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { useForm } from '~/app/use-form';
import { drawn } from '~/testing/drawn';
import { Dialog } from './dialog';
import { TextField } from './field';
import { Form, FormActions } from './form';

function Renaming({ onClose }: { onClose: () => void }) {
  const form = useForm({ name: '' }, (client, values) => client.contacts.create(values as never), { onDone: onClose });
  return (
    <Dialog title="Canvia el nom" onClose={onClose}>
      <Form form={form}>
        <TextField label="Nom" {...form.field('name')} />
        <FormActions form={form} onCancel={onClose}>
          Desa
        </FormActions>
      </Form>
    </Dialog>
  );
}

function Page() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Obre
      </button>
      {isOpen && <Renaming onClose={() => setOpen(false)} />}
    </>
  );
}

const opened = async () => {
  const page = await drawn(<Page />);
  await page.person.click(screen.getByRole('button', { name: 'Obre' }));
  return page;
};
const dialog = () => screen.queryByRole('dialog', { name: 'Canvia el nom' });

test('the focus goes to the first field, and Escape closes what has nothing typed', async () => {
  const { person } = await opened();
  expect(document.activeElement).toBe(screen.getByLabelText('Nom'));
  await person.keyboard('{Escape}');
  expect(dialog()).toBeNull();
});

test('what was typed is asked for before it is dropped', async () => {
  const { person } = await opened();
  await person.type(screen.getByLabelText('Nom'), 'Botiga');
  await person.keyboard('{Escape}');
  expect(screen.getByRole('dialog', { name: 'Hi ha canvis sense desar' })).toBeTruthy();
  await person.click(screen.getAllByRole('button', { name: 'Cancel·la' }).at(-1)!);
  expect(screen.getByLabelText<HTMLInputElement>('Nom').value).toBe('Botiga');
  await person.type(screen.getByLabelText('Nom'), '{Escape}'); // a browser gives the focus back to it
  await person.click(screen.getByRole('button', { name: 'Surt sense desar' }));
  expect(dialog()).toBeNull();
});

test('the button that cancels asks nothing, and what is saved closes it', async () => {
  const { person } = await opened();
  await person.type(screen.getByLabelText('Nom'), 'Botiga');
  await person.click(screen.getByRole('button', { name: 'Cancel·la' }));
  expect(dialog()).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Obre' }));
  await person.type(screen.getByLabelText('Nom'), 'Botiga');
  await person.click(screen.getByRole('button', { name: 'Desa' }));
  await waitFor(() => expect(dialog()).toBeNull());
});
