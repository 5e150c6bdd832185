// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { expect, test } from 'vitest';
import { type Answer, type Asked, drawn } from '~/testing/drawn';
import { useFileQueue } from './use-file-queue';

const FIRST = ['juny.pdf', 'juliol.pdf'].map((name) => new File([name], name));

function Queue() {
  const queue = useFileQueue(async (client, file, { signal }) => (await client.cases.create({ title: file.name }, { signal })).number, FIRST);
  return (
    <>
      <ul>
        {queue.files.map(({ id, file, state, output }) => (
          <li key={id}>
            {file.name} {state} {output}
            <button type="button" onClick={() => queue.remove(id)}>{`Treu ${file.name}`}</button>
            <button type="button" onClick={() => queue.again(id)}>{`Torna ${file.name}`}</button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => queue.add(new File(['agost'], 'agost.pdf'))}>
        Afegeix
      </button>
      <output>{queue.isPending ? 'pendent' : 'fet'}</output>
    </>
  );
}

const numbered = ({ data }: Asked): Answer => ({ data: { number: `CAS-${(data as { title: string }).title}` } });
const shown = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent?.split('Treu')[0]?.trim());
const titles = (asked: Asked[]) => asked.map(({ data }) => (data as { title: string }).title);

test('one file goes after the other, also one that is added meanwhile', async () => {
  const answers: ((answer: Answer) => void)[] = [];
  const { asked, person } = await drawn(<Queue />, () => new Promise((resolve) => answers.push(resolve)));
  await waitFor(() => expect(shown()).toEqual(['juny.pdf busy', 'juliol.pdf waiting']));
  await person.click(screen.getByRole('button', { name: 'Afegeix' }));
  expect(asked).toHaveLength(1);
  for (const number of [1, 2, 3]) {
    await waitFor(() => expect(answers).toHaveLength(number));
    answers.at(-1)!({ data: { number: `CAS-${number}` } });
  }
  await waitFor(() => expect(shown()).toEqual(['juny.pdf done CAS-1', 'juliol.pdf done CAS-2', 'agost.pdf done CAS-3']));
  expect(screen.getByRole('status').textContent).toBe('fet');
});

test('what is taken back while it is sent makes room for the next', async () => {
  const { asked, person } = await drawn(<Queue />, (request) =>
    titles([request])[0] === 'juny.pdf' ? new Promise<Answer>(() => undefined) : numbered(request),
  );
  await waitFor(() => expect(shown()[0]).toBe('juny.pdf busy'));
  await person.click(screen.getByRole('button', { name: 'Treu juny.pdf' }));
  await waitFor(() => expect(shown()).toEqual(['juliol.pdf done CAS-juliol.pdf']));
  expect(titles(asked)).toEqual(['juny.pdf', 'juliol.pdf']);
});

test('what failed is sent again by itself', async () => {
  let isRefused = true;
  const { person } = await drawn(<Queue />, (request) =>
    isRefused && titles([request])[0] === 'juny.pdf' ? { status: 409, code: 'RESOURCE_CONFLICT', message: 'Ja hi era.' } : numbered(request),
  );
  await waitFor(() => expect(shown()).toEqual(['juny.pdf failed', 'juliol.pdf done CAS-juliol.pdf']));
  isRefused = false;
  await person.click(screen.getByRole('button', { name: 'Torna juny.pdf' }));
  await waitFor(() => expect(shown()[0]).toBe('juny.pdf done CAS-juny.pdf'));
});

test('drawn twice, as React does in development, the files go all the same', async () => {
  await drawn(
    <StrictMode>
      <Queue />
    </StrictMode>,
    numbered,
  );
  await waitFor(() => expect(shown()).toEqual(['juny.pdf done CAS-juny.pdf', 'juliol.pdf done CAS-juliol.pdf']));
});
