/** Files on their way to the documents: one after the other, each with how far it has come, or why it was refused. */
import type { Document } from '@bivelio/sdk';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Attempt } from './attempt';
import { made } from './client';
import { heard } from './connection';
import { useEnvironment } from './environment';
import { language } from './language';
import { tellingFetch } from './telling-fetch';
import { fetchOf } from './tokens';

/** What a document may have. A larger one is not even read: the browser would hold all of it. */
export const LARGEST = 20_000_000;
/** A file of 20 MB on a slow line. */
const PATIENCE = 600_000;

export interface Upload {
  id: number;
  file: File;
  /** How much of it is sent, from 0 to 1. */
  part: number;
  isTooLarge: boolean;
  /** Why it is not a document: it can be tried again, or taken back. */
  error?: unknown;
}

interface Going extends Upload {
  attempt: Attempt;
  taking: AbortController;
}

let last = 0;

/** Return what is on its way, and what begins, repeats and takes back; `onDone` is told each document. */
export function useUploads(onDone: (document: Document) => void) {
  const environment = useEnvironment();
  const [uploads, setUploads] = useState<Going[]>([]);
  const [all, queue, told] = [useRef(new Set<Going>()), useRef(Promise.resolve()), useRef(onDone)];
  told.current = onDone;

  const change = useCallback((id: number, changes: Partial<Going>) => {
    setUploads((former) => former.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  }, []);

  const remove = useCallback(
    (id: number) => {
      const going = [...all.current].find((one) => one.id === id);
      going?.taking.abort();
      if (going) all.current.delete(going);
      setUploads((former) => former.filter((one) => one.id !== id));
    },
    [all],
  );

  const carry = useCallback(
    async (going: Going) => {
      const { id, file, attempt, taking } = going;
      if (taking.signal.aborted) return;
      attempt.begin();
      const send = heard(tellingFetch((part) => change(id, { part })));
      const client = made(environment, language(), attempt.through(fetchOf(environment, send)));
      try {
        const document = await client.documents.upload(file, {}, { signal: taking.signal, timeout: PATIENCE });
        if (taking.signal.aborted) return;
        remove(id);
        told.current(document);
      } catch (error) {
        if (!taking.signal.aborted) change(id, { error, part: 0 });
      }
    },
    [environment, change, remove, told],
  );

  const begin = useCallback(
    (going: Going) => {
      queue.current = queue.current.then(() => carry(going));
    },
    [carry, queue],
  );

  useEffect(() => {
    const { current: begun } = all;
    return () => {
      for (const { taking } of begun) taking.abort();
    };
  }, [all]);

  return {
    uploads: uploads as Upload[],
    /** Whether some file is still being sent. */
    isPending: uploads.some(({ error, isTooLarge }) => !error && !isTooLarge),
    add: (file: File) => {
      last += 1;
      const going: Going = { id: last, file, part: 0, isTooLarge: file.size > LARGEST, attempt: new Attempt(), taking: new AbortController() };
      all.current.add(going);
      setUploads((former) => [...former, going]);
      if (!going.isTooLarge) begin(going);
    },
    again: (id: number) => {
      const going = [...all.current].find((one) => one.id === id);
      change(id, { error: undefined, part: 0 });
      if (going) begin(going);
    },
    remove,
  };
}
