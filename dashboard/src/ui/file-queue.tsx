/**
 * Several files, one after the other, with a line for each: it waits, is under way, is done with a link to what it became, or
 * says why not. What failed is tried again by itself; the others go on.
 */
import type { BiVelio } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert, Clock, LoaderCircle, type LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Attempt } from '~/app/attempt';
import { allOf, type Source } from '~/app/cache-keys';
import { clientThrough } from '~/app/client';
import { useEnvironment } from '~/app/environment';
import { Button, TextButton } from './button';
import { Actions, Dialog } from './dialog';
import { ErrorText } from './error-state';
import styles from './file-queue.module.css';

type State = { is: 'waiting' } | { is: 'busy' } | { is: 'done'; shown: ReactNode } | { is: 'failed'; error: unknown };

const ICONS: Record<State['is'], LucideIcon> = { waiting: Clock, busy: LoaderCircle, done: Check, failed: CircleAlert };

interface FileQueueProps {
  title: string;
  /** What there is to know of it. */
  about?: string;
  files: readonly File[];
  /** Sends a file; returns what leads to what it became. */
  send: (client: BiVelio, file: File) => PromiseLike<ReactNode>;
  /** Operations whose answers are read again after each file. */
  again: Source[];
  onClose: () => void;
}

export function FileQueue({ title, about, files, send, again, onClose }: FileQueueProps) {
  const { t } = useLingui();
  const environment = useEnvironment();
  const cache = useQueryClient();
  const [attempts] = useState(() => files.map(() => new Attempt())); // two files may have one name
  const [states, setStates] = useState<State[]>(() => files.map(() => ({ is: 'waiting' })));
  const isUnderWay = useRef(false);
  const next = states.findIndex(({ is }) => is === 'waiting');
  const put = (at: number, state: State) => setStates((former) => former.map((one, index) => (index === at ? state : one)));
  const carry = async (at: number) => {
    isUnderWay.current = true;
    put(at, { is: 'busy' });
    const attempt = attempts[at]!;
    attempt.begin(); // a file that is sent again is the same request: nothing is entered twice
    try {
      put(at, { is: 'done', shown: await send(clientThrough(attempt, environment), files[at]!) });
    } catch (error) {
      put(at, { is: 'failed', error });
    } finally {
      isUnderWay.current = false;
      await Promise.all(again.map((source) => cache.invalidateQueries({ queryKey: allOf(environment, source) })));
    }
  };
  useEffect(() => {
    if (next >= 0 && !isUnderWay.current) void carry(next);
  });
  const done = states.filter(({ is }) => is === 'done').length;
  const isBusy = states.some(({ is }) => is === 'busy' || is === 'waiting');
  const words: Record<State['is'], string> = { waiting: t`a l’espera`, busy: t`s’està fent`, done: t`fet`, failed: t`no s’ha pogut` };
  return (
    <Dialog kind="wide" title={title} onClose={onClose} isFirm={isBusy}>
      {about && <p className="quiet">{about}</p>}
      <p role="status">
        <Plural value={done} one="# fitxer fet" other="# fitxers fets" /> <Trans>de {files.length}.</Trans>
      </p>
      <ul className={styles.lines} aria-label={t`Fitxers`}>
        {files.map((file, at) => {
          const state = states[at] ?? { is: 'waiting' };
          const Icon = ICONS[state.is];
          return (
            <li key={at} data-state={state.is}>
              <Icon aria-label={words[state.is]} />
              <span>{file.name}</span>
              <span>
                {state.is === 'done' && state.shown}
                {state.is === 'failed' && <TextButton onClick={() => put(at, { is: 'waiting' })}>{t`Torna-ho a provar`}</TextButton>}
              </span>
              {state.is === 'failed' && (
                <span className={styles.why} role="alert">
                  <ErrorText error={state.error} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Actions>
        <Button look="primary" disabled={isBusy} onClick={onClose}>
          <Trans>Fet</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
