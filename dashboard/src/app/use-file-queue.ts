/** Files on their way, one after the other: each with how far it has come and what it became, or why it did not. */
import type { BiVelio } from '@bivelio/sdk';
import { useEffect, useRef, useState } from 'react';
import { Attempt } from './attempt';
import { clientThrough } from './client';
import { heard } from './connection';
import { useEnvironment } from './environment';
import { askedToStay } from './leaving';
import { tellingFetch } from './telling-fetch';

/** What a document may have. A larger one is not even read: the browser would hold all of it. */
const LARGEST = 20_000_000;
/** How long a file may take: one of 20 MB on a slow line, in milliseconds. */
export const PATIENCE = 600_000;

export interface QueuedFile<Output> {
  id: number;
  file: File;
  attempt: Attempt;
  /** What failed can be sent again; what is too large cannot. */
  state: 'waiting' | 'busy' | 'done' | 'failed' | 'too large';
  /** How much of it is sent, from 0 to 1. */
  part: number;
  output?: Output;
  error?: unknown;
}

export interface SendingOptions {
  signal: AbortSignal;
  timeout: number;
}

let last = 0;

function queued<Output>(file: File): QueuedFile<Output> {
  last += 1;
  return { id: last, file, attempt: new Attempt(), state: file.size > LARGEST ? 'too large' : 'waiting', part: 0 };
}

/** Return the files, and what adds one, sends one again and takes one back; `first` are there at once. */
export function useFileQueue<Output>(
  send: (client: BiVelio, file: File, options: SendingOptions) => PromiseLike<Output>,
  first: readonly File[] = [],
) {
  const environment = useEnvironment();
  const [files, setFiles] = useState(() => first.map(queued<Output>));
  const underWay = useRef<{ id: number; taking: AbortController }>(undefined);
  const change = (id: number, changes: Partial<QueuedFile<Output>>) =>
    setFiles((former) => former.map((one) => (one.id === id ? { ...one, ...changes } : one)));

  const carry = async ({ id, file, attempt }: QueuedFile<Output>) => {
    const taking = new AbortController();
    underWay.current = { id, taking };
    change(id, { state: 'busy', part: 0, error: undefined });
    attempt.begin(); // what is sent again is the same request: nothing is entered twice
    const client = clientThrough(attempt, environment, heard(tellingFetch((part) => change(id, { part }))));
    try {
      const output = await askedToStay(() => send(client, file, { signal: taking.signal, timeout: PATIENCE }));
      change(id, { state: 'done', output });
    } catch (error) {
      change(id, taking.signal.aborted ? { state: 'waiting' } : { state: 'failed', error });
    } finally {
      underWay.current = undefined;
    }
  };

  const next = files.find(({ state }) => state === 'waiting');
  useEffect(() => {
    if (next && !underWay.current) void carry(next);
  });
  useEffect(() => () => underWay.current?.taking.abort(), []);

  return {
    files,
    /** Whether some file is still to be sent. */
    isPending: files.some(({ state }) => state === 'busy' || state === 'waiting'),
    add: (file: File) => setFiles((former) => [...former, queued<Output>(file)]),
    again: (id: number) => change(id, { state: 'waiting' }),
    remove: (id: number) => {
      if (underWay.current?.id === id) underWay.current.taking.abort();
      setFiles((former) => former.filter((one) => one.id !== id));
    },
  };
}
