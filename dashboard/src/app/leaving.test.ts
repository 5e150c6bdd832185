// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { askedToStay } from './leaving';

/** Whether the browser would ask before it leaves the page. */
const asks = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

test('the browser asks until each answer has come, also where one fails', async () => {
  const held: { answer: () => void; fail: () => void }[] = [];
  const send = () =>
    askedToStay(() => new Promise<string>((resolve, reject) => held.push({ answer: () => resolve('sent'), fail: () => reject(new TypeError('lost')) })));
  const [first, second] = [send(), send()];
  expect(asks()).toBe(true);
  held[0]?.answer();
  expect(await first).toBe('sent');
  expect(asks()).toBe(true);
  held[1]?.fail();
  await expect(second).rejects.toThrow('lost');
  expect(asks()).toBe(false);
});
