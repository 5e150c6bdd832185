/** What is done with the invoices that are picked in the list: issue, send, pay, remind, export. */
import type { Invoice, ListInvoices } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { BellRing, FileCheck, HandCoins, Send } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Work } from '~/app/bulk';
import { numberShown } from '~/app/invoice-number';
import { useRead } from '~/app/use-read';
import type { Picked } from '~/app/use-picked';
import { ErrorState } from '~/ui/error-state';
import { SelectField } from '~/ui/field';
import { Note } from '~/ui/page';
import { Bulk, SelectionBar, SelectionButton, useSelected } from '~/ui/selection';
import { SelectionExport } from '~/ui/selection-export';
import { TimeField } from '~/ui/time-field';
import { issuing, paying, reminding, sending } from './bulk';
import styles from './invoices.module.css';
import { type Mail, mailOf, reminderOf } from './mail';
import { type Method, useMethods } from './methods';
import { useStatusNames } from './status';
import type { Status } from './statuses';

interface InvoiceSelectionProps {
  picked: Picked<Invoice>;
  total: number;
  asked: ListInvoices;
}

interface Closing {
  onClose: () => void;
}

export function InvoiceSelection({ picked, total, asked }: InvoiceSelectionProps) {
  const { t } = useLingui();
  const names = useStatusNames();
  return (
    <SelectionBar picked={picked} total={total} read={(client, at) => client.invoices.list({ ...asked, ...at })} again={['invoices.list', 'invoices.get']}>
      <SelectionButton icon={FileCheck} label={t`Emet`}>
        {(close) => <IssueThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={Send} label={t`Envia`}>
        {(close) => <SendThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={HandCoins} label={t`Marca com a pagades`}>
        {(close) => <PayThem onClose={close} />}
      </SelectionButton>
      <SelectionButton icon={BellRing} label={t`Recorda`}>
        {(close) => <RemindThem onClose={close} />}
      </SelectionButton>
      <SelectionExport<Invoice>
        name={t`factures.csv`}
        columns={[
          [t`Número`, (invoice) => numberShown(invoice)],
          [t`Emesa o rebuda`, ({ type }) => (type === 'received' ? t`rebuda` : t`emesa`)],
          [t`Client o proveïdor`, ({ client }) => client?.name],
          [t`NIF`, ({ client }) => client?.nif],
          [t`Data`, ({ issue_date: day }) => day],
          [t`Venciment`, ({ due_date: day }) => day],
          [t`Estat`, ({ status }) => names[status as Status] ?? status],
          [t`Base`, ({ subtotal }) => subtotal],
          [t`IVA`, ({ tax }) => tax],
          [t`IRPF`, ({ irpf_amount: amount }) => amount],
          [t`Total`, ({ total: amount }) => amount],
          [t`Pendent`, ({ amount_due: due, status }) => (status === 'draft' ? undefined : due)],
          [t`Moneda`, ({ currency }) => currency],
        ]}
      />
    </SelectionBar>
  );
}

function IssueThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Bulk<Invoice>
      title={t`Emet els esborranys`}
      work={issuing}
      button={(count) => <Plural value={count} one="Emet # factura" other="Emet # factures" />}
      done={(count) => <Plural value={count} one="S’ha emès # factura." other="S’han emès # factures." />}
      onClose={onClose}
    >
      <Note tone="warning">
        <Trans>Cada esborrany agafa el seu número definitiu, del més antic al més nou, i ja no es podrà canviar. No es pot desfer.</Trans>
      </Note>
    </Bulk>
  );
}

function SendThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Mailing
      title={t`Envia les factures`}
      work={sending}
      mail={mailOf}
      button={(count) => <Plural value={count} one="Envia # factura" other="Envia # factures" />}
      done={(count) => <Plural value={count} one="S’ha enviat # factura." other="S’han enviat # factures." />}
      onClose={onClose}
    />
  );
}

function RemindThem({ onClose }: Closing) {
  const { t } = useLingui();
  return (
    <Mailing
      title={t`Recorda les factures vençudes`}
      work={reminding}
      mail={reminderOf}
      button={(count) => <Plural value={count} one="Envia # recordatori" other="Envia # recordatoris" />}
      done={(count) => <Plural value={count} one="S’ha enviat # recordatori." other="S’han enviat # recordatoris." />}
      onClose={onClose}
    />
  );
}

interface MailingProps extends Closing {
  title: string;
  work: (seller: string) => Work<Invoice>;
  mail: (invoice: Invoice, seller: string) => Mail;
  button: (count: number) => ReactNode;
  done: (count: number) => ReactNode;
}

/** Mails in the words of the invoice's language: that of the first one is shown. */
function Mailing({ title, work, mail, button, done, onClose }: MailingProps) {
  const { t } = useLingui();
  const { rows } = useSelected<Invoice>();
  const settings = useRead(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  const seller = settings.data?.legal_name ?? '';
  const carried = work(seller);
  const first = rows.find((one) => carried.concerns?.(one));
  const shown = first && mail(first, seller);
  return (
    <Bulk<Invoice> title={title} work={carried} isReady={settings.data !== undefined} button={button} done={done} onClose={onClose}>
      {settings.error ? (
        <ErrorState error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <p>{t`Cada client el rep a l’adreça del seu contacte, en l’idioma de la factura i amb el PDF.`}</p>
      )}
      {settings.data && shown && (
        <details className={styles.more}>
          <summary>
            <Trans>Què dirà el correu</Trans>
          </summary>
          <div>
            <strong>{shown.subject}</strong>
            <p className={styles.letter}>{shown.message}</p>
          </div>
        </details>
      )}
    </Bulk>
  );
}

function PayThem({ onClose }: Closing) {
  const { t } = useLingui();
  const [date, setDate] = useState('');
  const [method, setMethod] = useState<Method>('transfer');
  const methods = useMethods();
  return (
    <Bulk<Invoice>
      title={t`Marca com a pagades`}
      work={paying({ date, method })}
      button={(count) => <Plural value={count} one="Marca # factura" other="Marca # factures" />}
      done={(count) => <Plural value={count} one="S’ha marcat # factura com a pagada." other="S’han marcat # factures com a pagades." />}
      onClose={onClose}
    >
      <p>
        <Trans>S’hi anota tot el que queda pendent: cobrat de les que emets, pagat de les que reps. No es pot desfer.</Trans>
      </p>
      <TimeField kind="day" label={t`Data`} isOptional hint={t`Buida vol dir avui.`} name="date" value={date} onChange={setDate} error={undefined} />
      <SelectField label={t`Com s’ha pagat`} name="method" value={method} onChange={setMethod} error={undefined} options={methods} />
    </Bulk>
  );
}
