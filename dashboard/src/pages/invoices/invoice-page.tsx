/** An invoice: what it says, its PDF beside it, and what can be done with it. */
import type { Invoice, Line, Rectified } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Download, FilePen, Mail, Pencil, Stamp, Trash2, Wallet } from 'lucide-react';
import { numberShown } from '~/app/invoice-number';
import { language } from '~/app/language';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { FileView } from '~/ui/file-view';
import { Money } from '~/ui/money';
import { Facts, Note, Page, Section, Sides, Stack } from '~/ui/page';
import { saveAs } from '~/ui/save-as';
import { Table, TableFrame } from '~/ui/table';
import { shownAs, valueOf } from '~/ui/typed-number';
import { useAddress } from '~/ui/use-address';
import { When } from '~/ui/when';
import { UnreadPage } from '~/ui/unread-page';
import { AtAeat } from './aeat';
import { Forms } from './forms';
import { Doing } from './invoice-actions';
import styles from './invoices.module.css';
import { invoice } from './routes';
import { InBook, ReceivedButtons, Review, SourceFile } from './received';
import { StatusBadge } from './status';
import { useAmounts } from './totals';

/** How often it is asked whether AEAT has answered. */
const PAUSE = 15_000;

export default function InvoicePage() {
  const { t } = useLingui();
  const { id } = invoice.route.useParams() as { id: string };
  const { do: doing } = invoice.route.useSearch();
  const change = useChange();
  const read = useRead<Invoice>(['invoices.get', id], (api) => api.invoices.get(id), {
    refetchInterval: ({ state: { data } }) => (data?.verifactu?.state === 'pending' ? PAUSE : false),
  });
  const back = <Link to="/invoices">{t`Factures`}</Link>;
  if (read.error || !read.data) return <UnreadPage title={t`Factura`} back={back} of={read} />;
  return (
    <Page title={numberShown(read.data)} about={read.data.client?.name} back={back} actions={<Buttons of={read.data} />}>
      <Sides>
        <Stack>
          <Said of={read.data} />
        </Stack>
        {read.data.type === 'issued' ? <Pdf of={read.data} /> : <SourceFile of={read.data} />}
      </Sides>
      {doing && <Doing what={doing} of={read.data} onClose={() => change({ do: undefined })} />}
    </Page>
  );
}

function Buttons({ of: one }: { of: Invoice }) {
  const { id, status, type, amount_paid } = one;
  const change = useChange();
  const mayWrite = useMay('member');
  const download = useWrite(async (api, name: string) => saveAs(await api.invoices.download(id), name));
  const isOpen = ['pending', 'sent', 'partially_paid', 'overdue'].includes(status);
  const isOurs = type === 'issued';
  return (
    <>
      {isOurs && (
        <Button icon={Download} aria-busy={download.isPending} onClick={() => download.mutate(`${numberShown(one)}.pdf`)}>
          <Trans>Baixa el PDF</Trans>
        </Button>
      )}
      {mayWrite && status === 'draft' && (
        <>
          <Button icon={Trash2} look="danger" onClick={() => change({ do: 'delete' })}>
            <Trans>Esborra</Trans>
          </Button>
          <Button icon={Pencil} onClick={() => change({ do: 'edit' })}>
            <Trans>Edita</Trans>
          </Button>
          <Button icon={Stamp} look="primary" onClick={() => change({ do: 'issue' })}>
            <Trans>Emet</Trans>
          </Button>
        </>
      )}
      {mayWrite && isOpen && isOurs && !amount_paid && (
        <Button look="danger" onClick={() => change({ do: 'void' })}>
          <Trans>Anul·la</Trans>
        </Button>
      )}
      {mayWrite && isOurs && (isOpen || status === 'paid') && (
        <Button icon={FilePen} onClick={() => change({ do: 'rectify' })}>
          <Trans context="botó">Rectifica</Trans>
        </Button>
      )}
      {mayWrite && isOurs && status !== 'draft' && status !== 'void' && (
        <Button icon={Mail} onClick={() => change({ do: 'send' })}>
          <Trans>Envia</Trans>
        </Button>
      )}
      {mayWrite && isOpen && (
        <Button icon={Wallet} look={isOurs || one.booked_at ? 'primary' : 'plain'} onClick={() => change({ do: 'pay' })}>
          {isOurs ? <Trans>Marca-la com a cobrada</Trans> : <Trans>Marca-la com a pagada</Trans>}
        </Button>
      )}
      {mayWrite && !isOurs && !one.booked_at && <ReceivedButtons of={one} />}
    </>
  );
}

function Said({ of: one }: { of: Invoice }) {
  const { t } = useLingui();
  const amounts = useAmounts();
  const { currency } = one;
  const money = (amount: number | undefined) => (amount === undefined ? undefined : <Money amount={amount} currency={currency} />);
  return (
    <>
      {one.needs_review && <Review of={one} />}
      {one.void_reason && (
        <Note>
          <Trans>Anul·lada: {one.void_reason}</Trans>
        </Note>
      )}
      <Facts
        facts={[
          [t`Estat`, <StatusBadge status={one.status} />],
          [
            one.type === 'issued' ? t`Client` : t`Proveïdor`,
            one.client?.id ? (
              <Link to="/contacts/$id" params={{ id: one.client.id }}>
                {one.client.name}
              </Link>
            ) : (
              one.client?.name
            ),
          ],
          [t`NIF`, one.client?.nif],
          [t`Data`, <When at={one.issue_date} as="day" />],
          [t`Venciment`, one.due_date && <When at={one.due_date} as="day" />],
          [t`Referència`, one.reference],
          [t`Rectifica`, one.rectification && <Others of={one.rectification.invoices} />],
          [t`Rectificada per`, one.rectified_by && <Others of={one.rectified_by} />],
          [t`Enviada`, one.sent_at && <When at={one.sent_at} as="moment" />],
        ]}
      />
      <Lines of={one} />
      <Facts
        facts={[
          ...amounts(one),
          [one.type === 'issued' ? t`Cobrat` : t`Pagat`, one.amount_paid ? money(one.amount_paid) : undefined],
          [t`Pendent`, one.status === 'draft' ? undefined : money(one.amount_due)],
        ]}
      />
      {one.payments && one.payments.length > 0 && (
        <Section title={one.type === 'issued' ? t`Cobraments` : t`Pagaments`}>
          <ul className={styles.payments}>
            {one.payments.map((payment, at) => (
              <li key={at}>
                <When at={payment.date} as="day" /> {money(payment.amount)} <span className="quiet">{payment.reference}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {one.type === 'received' && <InBook of={one} />}
      {one.verifactu && <AtAeat of={one} state={one.verifactu} />}
      {one.notes && <Note>{one.notes}</Note>}
      {one.type === 'issued' && one.status !== 'draft' && <Forms of={one} />}
    </>
  );
}

/** Other invoices by their numbers. */
function Others({ of: invoices }: { of: Rectified[] }) {
  return (
    <span className={styles.number}>
      {invoices.map(({ id, number }) => (
        <Link key={id} to="/invoices/$id" params={{ id }}>
          {number}
        </Link>
      ))}
    </span>
  );
}

function Lines({ of: { line_items: lines, line_count: count, currency } }: { of: Invoice }) {
  const { t } = useLingui();
  const figure = (value: number | string) => shownAs(valueOf(Number(value)), language());
  return (
    <TableFrame>
      <Table<Line & { at: number }>
        label={t`Línies`}
        rows={lines.map((line, at) => ({ ...line, at }))}
        keyOf={({ at }) => at}
        columns={[
          { title: t`Concepte`, onPhone: 'title', cell: ({ description }) => description },
          { title: t`Quantitat`, onPhone: 'named', as: 'end', cell: ({ quantity }) => figure(quantity) },
          { title: t`Preu`, onPhone: 'named', as: 'end', cell: ({ unit_price: price }) => <Money amount={price} currency={currency} /> },
          { title: t`IVA`, onPhone: 'named', as: 'end', cell: ({ tax_rate: rate }) => `${figure(rate)} %` },
          { title: t`Import`, onPhone: 'side', as: 'end', cell: ({ net }) => <Money amount={net} currency={currency} /> },
        ]}
      />
      {count > lines.length && (
        <p className="quiet">
          <Trans>En té {count}; aquí hi ha les primeres.</Trans>
        </p>
      )}
    </TableFrame>
  );
}

/** The PDF in the browser's own viewer. */
function Pdf({ of: one }: { of: Invoice }) {
  const { t } = useLingui();
  const { id, version } = one;
  const number = numberShown(one);
  const file = useRead(['invoices.export', id, version], (api) => api.invoices.download(id), { staleTime: Infinity });
  const address = useAddress(file.data);
  if (file.error) return <ErrorState error={file.error} retry={() => void file.refetch()} />;
  if (!address) return <Note>{t`S’està fent el PDF…`}</Note>;
  return <FileView address={address} file={file.data} type="application/pdf" title={t`PDF de ${number}`} />;
}
