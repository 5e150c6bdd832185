/** Reminding who has not paid: the overdue invoices, chosen and sent again with a reminder, or by a workflow from now on. */
import type { BiVelio, Invoice } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useState } from 'react';
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
import { reminderOf } from './mail';
import { EveryTime } from './remind-always';
import styles from './invoices.module.css';

const MANY = 100;

/** What became of a reminder: sent, or why not. */
type Outcome = true | Error;

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
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const open = invoices.filter(({ id }) => outcomes.get(id) !== true);
  const chosen = open.filter(({ id }) => !left.has(id));
  const send = useWrite((api, some: Invoice[]) => sent(api, some, seller, (id, outcome) => setOutcomes((former) => new Map(former).set(id, outcome))), {
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
  outcome: Outcome | undefined;
}

function Overdue({ of: { id, number, client, due_date: due, amount_due: amount, currency, sent_at: at }, isIn, onChange, outcome }: OverdueProps) {
  const { t } = useLingui();
  const name = client?.name ?? '';
  return (
    <li>
      {outcome === true ? (
        <span>
          {number} · {name}
        </span>
      ) : (
        <Checkbox name={id} label={`${number} · ${name}`} hint={at ? <SentAt at={at} /> : undefined} value={isIn} onChange={onChange} />
      )}
      <span className={styles.number}>
        {outcome === true ? <Badge tone="good">{t`enviat`}</Badge> : <When at={due} />}
        <Money amount={amount} currency={currency} />
      </span>
      {outcome instanceof Error && (
        <p className={styles.fault} role="alert">
          {apiError(outcome)?.message ?? t`No s’ha pogut enviar.`}{' '}
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

function SentAt({ at }: { at: string }) {
  return (
    <Trans>
      Enviada <When at={at} />
    </Trans>
  );
}

/** One after the other; what fails is told beside its invoice, and the others go on. */
async function sent(api: BiVelio, invoices: Invoice[], seller: string, tell: (id: string, outcome: Outcome) => void): Promise<void> {
  for (const invoice of invoices) {
    try {
      await api.invoices.send(invoice.id, reminderOf(invoice, seller));
      tell(invoice.id, true);
    } catch (error) {
      tell(invoice.id, error instanceof Error ? error : new Error(String(error)));
    }
  }
}
