// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timed, useLate } from './connection';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Said = () => <p>{useLate() ? 'late' : 'in time'}</p>;
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

/** A `fetch` that answers, or fails, when it is told to. */
function held() {
  const asked: { answer: () => void; fail: () => void }[] = [];
  const send = timed(() => new Promise((resolve, reject) => asked.push({ answer: () => resolve(new Response()), fail: () => reject(new TypeError('lost')) })));
  return { asked, send: () => send('https://api.bivelio.com/v1/contacts/list').catch(() => undefined) };
}

test('a request is late after eight seconds, until its answer comes', async () => {
  render(<Said />);
  const { asked, send } = held();
  void send();
  await pass(7_900);
  expect(screen.getByText('in time')).toBeTruthy();
  await pass(200);
  expect(screen.getByText('late')).toBeTruthy();
  asked[0]?.answer();
  await pass(0);
  expect(screen.getByText('in time')).toBeTruthy();
});

test('as long as one of several is late, and also when it fails', async () => {
  render(<Said />);
  const { asked, send } = held();
  void send();
  await pass(5_000);
  void send();
  await pass(4_000);
  asked[1]?.answer();
  await pass(0);
  expect(screen.getByText('late')).toBeTruthy();
  await pass(20_000);
  expect(screen.getByText('late')).toBeTruthy();
  asked[0]?.fail();
  await pass(0);
  expect(screen.getByText('in time')).toBeTruthy();
});
