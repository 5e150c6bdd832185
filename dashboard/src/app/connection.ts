/** What holds requests up: this browser is offline, the API has asked to wait (429), or it is slow. The queries and the SDK go on by themselves. */
import { useEffect, useState, useSyncExternalStore } from 'react';

/** After so many milliseconds one begins to wonder whether an answer comes. */
const LATE = 8_000;

let until = 0;
let late = 0;
const listeners = new Set<() => void>();

/** Send by a `fetch`, and remember how long the API asks to wait. */
export function heard(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (response.status === 429) waitFor(Number(response.headers.get('retry-after')));
    return response;
  };
}

export const heardFetch = heard(timed((input, init) => fetch(input, init)));

/** Send by a `fetch`, and count the request among the late ones from when it is one until its answer comes. */
export function timed(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      countLate(1);
    }, LATE);
    try {
      return await send(input, init);
    } finally {
      clearTimeout(timer);
      if (isLate) countLate(-1);
    }
  };
}

function countLate(more: 1 | -1): void {
  late += more;
  for (const tell of listeners) tell();
}

/** Whether a request has waited for its answer longer than one expects. */
export const useLate = () => useSyncExternalStore(listen, () => late > 0);

function waitFor(seconds: number): void {
  if (!(seconds > 0)) return; // it named no time: the SDK's own pauses are short
  until = Math.max(until, Date.now() + seconds * 1000);
  for (const tell of listeners) tell();
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** How many seconds requests wait; 0 when they do not. The component is drawn again each second. */
export function useWait(): number {
  const end = useSyncExternalStore(listen, () => until);
  const [now, setNow] = useState(Date.now);
  const seconds = Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    setNow(Date.now());
    const left = end - Date.now();
    if (left <= 0) return undefined;
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    const ending = setTimeout(() => {
      clearInterval(ticking);
      setNow(Date.now());
    }, left);
    return () => {
      clearInterval(ticking);
      clearTimeout(ending);
    };
  }, [end]);
  return seconds;
}

function onLine(tell: () => void): () => void {
  addEventListener('online', tell);
  addEventListener('offline', tell);
  return () => {
    removeEventListener('online', tell);
    removeEventListener('offline', tell);
  };
}

/** Whether the browser has a network. */
export const useOnline = () => useSyncExternalStore(onLine, () => navigator.onLine);
