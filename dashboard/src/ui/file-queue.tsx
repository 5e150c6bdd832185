/**
 * Several files, one after the other, with a line for each: it waits, is under way, is done with a link to what it became, or
 * says why not. What failed is tried again by itself; the others go on.
 */
import type { BiVelio } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert, Clock, LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { allOf, type Source } from '~/app/cache-keys';
import { useEnvironment } from '~/app/environment';
import { type QueuedFile, type SendingOptions, useFileQueue } from '~/app/use-file-queue';
import { Button, TextButton } from './button';
import { Actions, Dialog } from './dialog';
import { FileFault } from './file-fault';
import styles from './file-queue.module.css';

type State = QueuedFile<ReactNode>['state'];

const ICONS: Record<State, LucideIcon> = { waiting: Clock, busy: LoaderCircle, done: Check, failed: CircleAlert, 'too large': CircleAlert };

interface FileQueueProps {
  title: string;
  /** What there is to know of it. */
  about?: string;
  files: readonly File[];
  /** Sends a file; returns what leads to what it became. */
  send: (client: BiVelio, file: File, options: SendingOptions) => PromiseLike<ReactNode>;
  /** Operations whose answers are read again after each file. */
  again: Source[];
  onClose: () => void;
}

export function FileQueue({ title, about, files, send, again, onClose }: FileQueueProps) {
  const { t } = useLingui();
  const environment = useEnvironment();
  const cache = useQueryClient();
  const queue = useFileQueue(async (client, file, options) => {
    try {
      return await send(client, file, options);
    } finally {
      await Promise.all(again.map((source) => cache.invalidateQueries({ queryKey: allOf(environment, source) })));
    }
  }, files);
  const done = queue.files.filter(({ state }) => state === 'done').length;
  const words: Record<State, string> = {
    waiting: t`a l’espera`,
    busy: t`s’està fent`,
    done: t`fet`,
    failed: t`no s’ha pogut`,
    'too large': t`no s’ha pogut`,
  };
  return (
    <Dialog kind="wide" title={title} onClose={onClose} isFirm={queue.isPending}>
      {about && <p className="quiet">{about}</p>}
      <p role="status">
        <Plural value={done} one="# fitxer fet" other="# fitxers fets" /> <Trans>de {files.length}.</Trans>
      </p>
      <ul className={styles.lines} aria-label={t`Fitxers`}>
        {queue.files.map((one) => {
          const { id, file, state, output } = one;
          const Icon = ICONS[state];
          return (
            <li key={id} data-state={state}>
              <Icon aria-label={words[state]} />
              <span>{file.name}</span>
              <span>
                {output}
                {state === 'failed' && <TextButton onClick={() => queue.again(id)}>{t`Torna-ho a provar`}</TextButton>}
              </span>
              {(state === 'failed' || state === 'too large') && (
                <span className={styles.why} role="alert">
                  <FileFault of={one} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <Actions>
        <Button look="primary" disabled={queue.isPending} onClick={onClose}>
          <Trans>Fet</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
