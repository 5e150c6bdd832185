// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { type Answer, drawn } from '~/testing/drawn';
import { useUpload } from './use-upload';

function Upload() {
  const upload = useUpload({ onDone: () => undefined });
  const state = upload.data ? upload.data.filename : upload.isPending ? 'pendent' : upload.error ? 'no' : 'res';
  return (
    <>
      <button type="button" onClick={() => upload.mutate(new File(['juny'], 'juny.pdf'))}>
        Puja
      </button>
      <output>{state}</output>
    </>
  );
}

afterEach(() => {
  vi.useRealTimers();
});

test('a file that takes minutes comes up', async () => {
  let answer: ((answer: Answer) => void) | undefined;
  await drawn(<Upload />, () => new Promise((resolve) => (answer = resolve)));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  fireEvent.click(screen.getByRole('button', { name: 'Puja' }));
  await vi.waitUntil(() => answer);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(screen.getByRole('status').textContent).toBe('pendent');
  answer?.({ data: { document_id: 'doc_1', filename: 'juny.pdf' } });
  vi.useRealTimers();
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('juny.pdf'));
});
