// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { type Answer, type Asked, drawn } from '~/testing/drawn';
import { FileQueue } from './file-queue';

const TOO_LARGE = new File([new Uint8Array(20_000_001)], 'film.pdf');
const FILES = ['juny.pdf', 'juliol.pdf', 'juny.pdf'].map((name) => new File([name], name));

async function queue(answer: (asked: Asked) => Answer, files = FILES) {
  const onClose = vi.fn();
  const all = await drawn(
    <FileQueue title="Entra factures" files={files} send={async (client, file) => (await client.cases.create({ title: file.name })).number} again={['cases.list']} onClose={onClose} />,
    answer,
  );
  const lines = () => within(screen.getByRole('list', { name: 'Fitxers' })).getAllByRole('listitem');
  return { ...all, onClose, lines };
}

test('files go one after the other, each with what it became', async () => {
  let number = 0;
  const { lines, asked, person, onClose } = await queue(() => {
    number += 1;
    return { data: { number: `CAS-${number}` } };
  });
  expect((await screen.findByText(/3 fitxers fets/)).textContent).toContain('de 3.');
  expect(lines().map(({ textContent }) => textContent)).toEqual(['juny.pdfCAS-1', 'juliol.pdfCAS-2', 'juny.pdfCAS-3']);
  expect(asked.map(({ data }) => (data as { title: string }).title)).toEqual(FILES.map(({ name }) => name));
  await person.click(screen.getByRole('button', { name: 'Fet' }));
  expect(onClose).toHaveBeenCalledOnce();
});

test('what is refused says why, the others go on, and it is tried again by itself', async () => {
  let isRefused = true;
  const { lines, person } = await queue(({ data }) =>
    isRefused && (data as { title: string }).title === 'juliol.pdf' ? { status: 409, code: 'RESOURCE_CONFLICT', message: 'Ja hi era.' } : { data: { number: 'CAS-9' } },
  );
  expect((await screen.findByRole('alert')).textContent).toBe('Ja hi era.');
  await screen.findByText(/2 fitxers fets/);
  expect(lines()[2]?.dataset['state']).toBe('done');
  isRefused = false;
  await person.click(screen.getByRole('button', { name: 'Torna-ho a provar' }));
  await screen.findByText(/3 fitxers fets/);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('one that is too large is not sent, and the others are', async () => {
  const { lines, asked, person, onClose } = await queue(() => ({ data: { number: 'CAS-1' } }), [TOO_LARGE, FILES[0]!]);
  await screen.findByText(/1 fitxer fet/);
  expect(lines()[0]?.textContent).toContain('Fa 20 MB: no pot passar de 20 MB.');
  expect(asked).toHaveLength(1);
  await person.click(screen.getByRole('button', { name: 'Fet' }));
  expect(onClose).toHaveBeenCalledOnce();
});
