// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useForm } from '~/app/use-form';
import { type Asked, drawn } from '~/testing/drawn';
import { TextField } from './field';
import { FormActions, Form } from './form';
import { NumberField } from './number-field';

function Contact({ onDone }: { onDone?: () => void }) {
  const form = useForm({ name: '', email: '', discount: '' }, (client, values) => client.contacts.create({ ...values, type: 'person' } as never), { ...(onDone && { onDone }) });
  return (
    <Form form={form} label="Contacte">
      <TextField label="Nom" {...form.field('name')} />
      <TextField label="Correu" {...form.field('email')} />
      <NumberField label="Descompte" {...form.field('discount')} />
      <FormActions form={form} onCancel={() => undefined}>
        Crea
      </FormActions>
    </Form>
  );
}

test('a fault stands beside its field, which gets the focus, and goes when the field is changed', async () => {
  const { person } = await drawn(<Contact />, () => ({ faults: [{ field: 'email', constraint: 'format', message: 'No és una adreça de correu.' }] }));
  await person.type(screen.getByLabelText('Nom'), 'Joan Garcia');
  await person.type(screen.getByLabelText('Correu'), 'joan');
  await person.click(screen.getByRole('button', { name: 'Crea' }));
  const field = screen.getByLabelText<HTMLInputElement>('Correu');
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toContain('No és una adreça de correu.');
  expect(document.activeElement).toBe(field);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>('Nom').value).toBe('Joan Garcia');
  await person.type(field, '@example.com');
  expect(field.getAttribute('aria-invalid')).not.toBe('true');
});

test('what no field shows stands above the button, and what was typed stays', async () => {
  const { person } = await drawn(<Contact />, () => ({ status: 409, code: 'CONFLICT', message: 'Ja hi ha un contacte amb aquest correu.' }));
  await person.type(screen.getByLabelText('Nom'), 'Joan Garcia');
  await person.click(screen.getByRole('button', { name: 'Crea' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Ja hi ha un contacte amb aquest correu.');
  expect(screen.getByLabelText<HTMLInputElement>('Nom').value).toBe('Joan Garcia');
});

test('a second click while it is sent sends nothing again', async () => {
  let answered = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const { asked, person } = await drawn(<Contact />, async () => {
    await held;
    return { data: { id: 'ct_1' } };
  });
  const button = screen.getByRole('button', { name: 'Crea' });
  await person.dblClick(button);
  await person.type(screen.getByLabelText('Nom'), '{Enter}');
  expect(button.getAttribute('aria-busy')).toBe('true');
  answered();
  await waitFor(() => expect(button.getAttribute('aria-busy')).toBe('false'));
  expect(asked.length).toBe(1);
});

test('a number is sent as it was read, and what is none is asked before anything is sent', async () => {
  const { asked, person } = await drawn(<Contact />);
  const field = screen.getByLabelText<HTMLInputElement>('Descompte');
  await person.type(field, 'molt');
  await person.click(screen.getByRole('button', { name: 'Crea' }));
  expect(asked).toEqual([]);
  expect(document.activeElement).toBe(field);
  await person.clear(field);
  await person.type(field, '1.250,5');
  await person.tab();
  expect(field.value).toBe('1.250,5');
  await person.click(screen.getByRole('button', { name: 'Crea' }));
  await waitFor(() => expect(asked.map(({ data }: Asked) => (data as { discount: string }).discount)).toEqual(['1250.5']));
});
