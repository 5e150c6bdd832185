import { APIError } from '@bivelio/sdk';
import { expect, test, vi } from 'vitest';
import { withProof } from './recent';

const refused = (code: string, details = {}) => new APIError(403, { code, message: 'Abans has de confirmar que ets tu.', details });

test('what needs no proof is sent once', async () => {
  const send = vi.fn(async () => 'fet');
  expect(await withProof(send)).toBe('fet');
  expect(send).toHaveBeenCalledOnce();
});

test('another refusal is passed on, and nothing is asked', async () => {
  const send = vi.fn(() => Promise.reject(refused('AUTH_INSUFFICIENT_SCOPE')));
  await expect(withProof(send)).rejects.toMatchObject({ code: 'AUTH_INSUFFICIENT_SCOPE' });
  expect(send).toHaveBeenCalledOnce();
});
