/** What is done with the runs that are chosen: cancel, pause, resume, retry. One request after the other, at most so many. */
import type { BiVelio, ListedInstance } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '~/app/client';
import { includes, usePerson } from '~/app/session';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { toast, toastError } from '~/ui/toast';
import styles from '../workflows.module.css';

type What = 'cancel' | 'pause' | 'resume' | 'retry';

const MAY: Record<What, (one: ListedInstance) => boolean> = {
  cancel: ({ status }) => ['pending', 'running', 'waiting', 'paused'].includes(status),
  pause: ({ status }) => ['running', 'waiting'].includes(status),
  resume: ({ status }) => status === 'paused',
  retry: ({ status }) => status === 'failed',
};

const DO: Record<What, (client: BiVelio, id: string) => PromiseLike<unknown>> = {
  cancel: (client, id) => client.workflows.cancel(id),
  pause: (client, id) => client.workflows.pauseRun(id),
  resume: (client, id) => client.workflows.resumeRun(id),
  retry: (client, id) => client.workflows.retry(id),
};

export function BulkBar({ items, clear }: { items: ListedInstance[]; clear: () => void }) {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const { carryOut, isPending } = useBulk(clear);
  const mayChange = includes(usePerson().role, 'member');
  if (!items.length || !mayChange) return null;
  const counts = Object.fromEntries(Object.entries(MAY).map(([what, may]) => [what, items.filter(may)])) as Record<What, ListedInstance[]>;
  const button = (what: What, label: string) =>
    counts[what].length > 0 && (
      <Button key={what} disabled={isPending} onClick={() => (what === 'cancel' ? setAsking(true) : void carryOut(what, counts[what]))}>
        {label} ({counts[what].length})
      </Button>
    );
  return (
    <div className={styles.bulk} role="region" aria-label={t`Execucions seleccionades`}>
      <strong role="status">
        <Plural value={items.length} one="# seleccionada" other="# seleccionades" />
      </strong>
      {button('retry', t`Reintenta`)}
      {button('pause', t`Posa en pausa`)}
      {button('resume', t`Reprèn`)}
      {button('cancel', t`Cancel·la`)}
      <Button look="quiet" onClick={clear}>
        <Trans>Treu la selecció</Trans>
      </Button>
      {asking && (
        <Confirm
          title={t`Cancel·la les execucions seleccionades`}
          action={<Trans>Cancel·la-les</Trans>}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void carryOut('cancel', counts.cancel);
          }}
        >
          <p>
            <Trans>El pas que està en marxa encara pot tenir efecte; no en començarà cap més. No es pot desfer.</Trans>
          </p>
        </Confirm>
      )}
    </div>
  );
}

/** Does the same with each run, and says how many it was done with. The first failure stops it and is shown. */
function useBulk(clear: () => void) {
  const { t } = useLingui();
  const client = useClient();
  const cache = useQueryClient();
  const [isPending, setPending] = useState(false);
  const carryOut = async (what: What, items: ListedInstance[]) => {
    setPending(true);
    let done = 0;
    try {
      for (const { instance_id } of items) {
        await DO[what](client, instance_id);
        done += 1;
      }
      clear();
    } catch (error) {
      toastError(error);
    }
    const all = items.length;
    if (done) toast(t`Fet en ${done} de ${all} execucions.`);
    setPending(false);
    await cache.invalidateQueries({ queryKey: ['workflows.instances'] });
  };
  return { carryOut, isPending };
}
