/** Reminding who has not paid: the overdue invoices, chosen and sent again with a reminder, or by a workflow from now on. */
import type { Invoice } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { carryOut, type Result } from '~/app/bulk';
import { apiError } from '~/app/queries';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Checkbox } from '~/ui/field';
import { Loading } from '~/ui/loading';
import { Money } from '~/ui/money';
import { Note } from '~/ui/page';
import { When } from '~/ui/when';
import { reminding } from './bulk';
import { reminderOf } from './mail';
import { EveryTime } from './remind-always';
import styles from './invoices.module.css';

const MANY = 100;

export function Remind({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const asked = { type: 'issued', status: 'overdue', per_page: MANY } as const;
  const read = useRead(['invoices.list', asked], (api) => api.invoices.list(asked));
  const settings = useRead(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  const failed = [read, settings].find(({ error }) => error);
  return (
    <Dialog title={t`Recorda-ho a qui no ha pagat`} kind="wide" onClose={onClose}>
      {failed ? (
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      ) : read.data && settings.data ? (
        <Chosen invoices={read.data.invoices} total={read.data.pagination.total} seller={settings.data.legal_name ?? ''} onClose={onClose} />
      ) : (
        <Loading lines={6} />
      )}
      <EveryTime />
    </Dialog>
  );
}

interface ChosenProps {
  invoices: Invoice[];
  total: number;
  seller: string;
  onClose: () => void;
}

function Chosen({ invoices, total, seller, onClose }: ChosenProps) {
  const { t } = useLingui();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Result<Invoice>>>(new Map());
  const open = invoices.filter(({ id }) => !isSent(outcomes.get(id)));
  const chosen = open.filter(({ id }) => !left.has(id));
  const work = reminding(seller);
  const told: typeof work.send = async (api, some) => {
    const results = await work.send(api, some);
    setOutcomes((former) => new Map([...former, ...some.flatMap(({ id }, at) => (results[at] ? [[id, results[at]] as const] : []))]));
    return results;
  };
  const send = useWrite((api, some: Invoice[]) => carryOut(api, { ...work, send: told }, some, () => true), {
    again: ['invoices.list', 'invoices.get'],
  });
  const put = (id: string, isIn: boolean) => setLeft((former) => new Set(isIn ? [...former].filter((one) => one !== id) : [...former, id]));
  if (!invoices.length) {
    return (
      <Note>
        <Trans>Cap factura vençuda: ningú no et deu res fora de termini.</Trans>
      </Note>
    );
  }
  const [first] = chosen;
  return (
    <>
      <ul className={styles.overdue} aria-label={t`Factures vençudes`}>
        {invoices.map((invoice) => (
          <Overdue key={invoice.id} of={invoice} isIn={!left.has(invoice.id)} onChange={(isIn) => put(invoice.id, isIn)} outcome={outcomes.get(invoice.id)} />
        ))}
      </ul>
      {total > invoices.length && <p className="quiet">{t`N’hi ha ${total}; aquí hi ha les ${invoices.length} primeres.`}</p>}
      {first && (
        <details className={styles.more}>
          <summary>
            <Trans>Què dirà el correu</Trans>
          </summary>
          <div>
            <strong>{reminderOf(first, seller).subject}</strong>
            <p className={styles.letter}>{reminderOf(first, seller).message}</p>
          </div>
        </details>
      )}
      <Actions>
        <Button onClick={onClose}>
          <Trans>Tanca</Trans>
        </Button>
        <Button icon={Send} look="primary" aria-busy={send.isPending} disabled={!chosen.length || send.isPending} onClick={() => send.mutate(chosen)}>
          <Plural value={chosen.length} one="Envia # recordatori" other="Envia # recordatoris" />
        </Button>
      </Actions>
    </>
  );
}

interface OverdueProps {
  of: Invoice;
  isIn: boolean;
  onChange: (isIn: boolean) => void;
  outcome: Result<Invoice> | undefined;
}

function Overdue({ of: { id, number, client, due_date: due, amount_due: amount, currency, sent_at: at }, isIn, onChange, outcome }: OverdueProps) {
  const { t } = useLingui();
  const name = client?.name ?? '';
  return (
    <li>
      {isSent(outcome) ? (
        <span>
          {number} · {name}
        </span>
      ) : (
        <Checkbox name={id} label={`${number} · ${name}`} hint={at ? <SentAt at={at} /> : undefined} value={isIn} onChange={onChange} />
      )}
      <span className={styles.number}>
        {isSent(outcome) ? <Badge tone="good">{t`enviat`}</Badge> : <When at={due} />}
        <Money amount={amount} currency={currency} />
      </span>
      {outcome && 'error' in outcome && (
        <p className={styles.fault} role="alert">
          {apiError(outcome.error)?.message ?? t`No s’ha pogut enviar.`}{' '}
          {client?.id && (
            <Link to="/contacts" search={{ id: client.id }}>
              <Trans>Obre el contacte</Trans>
            </Link>
          )}
        </p>
      )}
    </li>
  );
}

const isSent = (outcome: Result<Invoice> | undefined) => outcome !== undefined && 'after' in outcome;

function SentAt({ at }: { at: string }) {
  return (
    <Trans>
      Enviada <When at={at} />
    </Trans>
  );
}
