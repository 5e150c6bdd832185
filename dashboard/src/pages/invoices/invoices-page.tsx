/** Invoices: the list with its filters. */
import type { Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { BellRing, BookOpen, FileInput, Plus, ReceiptText } from 'lucide-react';
import { useState } from 'react';
import { chosenOf, useColumnNames } from '~/app/columns';
import { namedAs, numberShown } from '~/app/invoice-number';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { usePicked } from '~/app/use-picked';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Chips } from '~/ui/chips';
import { ColumnsButton } from '~/ui/columns';
import { DropArea } from '~/ui/drop-area';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters, OrderFilter, SearchFilter } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Money } from '~/ui/money';
import { Page, Stack } from '~/ui/page';
import { type PageAction, PageActions } from '~/ui/page-actions';
import type { Column, Sorting } from '~/ui/table';
import { DaysFilter } from '~/ui/time-field';
import { Views } from '~/ui/views';
import { When } from '~/ui/when';
import { useContact } from '../contacts/contact-picker';
import { CreateInvoice } from './edit-invoice';
import styles from './invoices.module.css';
import { Issuer } from './issuer';
import { ReceiveInvoice, ReceiveMany } from './receive';
import { Remind } from './remind';
import { invoices } from './routes';
import { InvoiceSelection } from './selection';
import { StatusBadge, useStatusNames } from './status';
import { STATUSES } from './statuses';

/** The columns that the list begins with. */
const FIRST = ['number', 'client', 'issue_date', 'due_date', 'status', 'total', 'amount_due'];

const UNPAID = 'unpaid';
const NO_FILTERS = { q: undefined, status: undefined, type: undefined, from: undefined, to: undefined, client: undefined, unpaid: undefined };

export default function InvoicesPage() {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const { q, status, type, from, to, client, unpaid, sort, page = 1, new: isNew, receive: isReceiving, remind: isReminding } = invoices.route.useSearch();
  const change = useChange();
  const filter = (changes: object) => change({ ...changes, page: undefined });
  const asked = {
    ...(q && { search: q }),
    ...(status && { status }),
    ...(type && { type }),
    ...(from && { from_date: from }),
    ...(to && { to_date: to }),
    ...(client && { client_id: client }),
    ...(unpaid && { unpaid }),
  };
  const sorted = { ...asked, ...(sort && { sort }) };
  const list = useList(['invoices.list', sorted], page, (api, at) => api.invoices.list({ ...at, ...sorted }));
  const sorting: Sorting = { sort, onSort: (next) => filter({ sort: next }) };
  const all = useColumns();
  const { names: columns, choose } = useColumnNames(FIRST);
  const picked = usePicked<Invoice>(asked, namedAs);
  const [dropped, setDropped] = useState<File>();
  const [many, setMany] = useState<File[]>([]);
  const names = useStatusNames();
  const receive = () => change({ receive: true });
  const create = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Crea una factura</Trans>
    </Button>
  );
  const start = mayWrite && (
    <>
      <Button icon={FileInput} onClick={receive}>
        <Trans>Entra’n una de rebuda</Trans>
      </Button>
      {create}
    </>
  );
  const others: PageAction[] = [
    { icon: BookOpen, label: t`Llibres i trimestre`, to: '/invoices/books' },
    ...(mayWrite
      ? [
          { icon: BellRing, label: t`Recorda-ho a qui no ha pagat`, run: () => change({ remind: true }) },
          { icon: FileInput, label: t`Entra’n una de rebuda`, run: receive },
        ]
      : []),
  ];
  const drop = (file: File, all: File[]) => {
    if (all.length > 1) return setMany(all);
    setDropped(file);
    change({ receive: true });
  };
  const receiveMany = (all: File[]) => {
    setMany(all);
    closeReceiving();
  };
  const closeReceiving = () => {
    setDropped(undefined);
    change({ receive: undefined });
  };
  return (
    <DropArea label={t`Deixa-la anar per entrar-la com a rebuda`} onFile={drop} isMany isOff={!mayWrite || isReceiving === true || many.length > 0}>
    <Page title={t`Factures`} about={t`Les que emets als clients i les que reps dels proveïdors.`} actions={<PageActions main={create} others={others} />}>
      <Issuer />
      <Stack gap="small">
        <Filters
          views={
            <>
              <Views columns={columns} />
              <ColumnsButton all={all} names={columns} onChoose={choose} />
            </>
          }
        >
          <SearchFilter label={t`Cerca per número, client o NIF`} value={q ?? ''} onChange={(next) => filter({ q: next })} />
          <ChoiceFilter
            label={t`Estat`}
            all={t`Tots els estats`}
            value={unpaid ? UNPAID : status}
            onChange={(next) => filter(next === UNPAID ? { unpaid: true, status: undefined } : { status: next, unpaid: undefined })}
            options={[{ value: UNPAID, label: t`Amb import pendent` }, ...STATUSES.map((value) => ({ value, label: names[value] }))]}
          />
          <ChoiceFilter
            label={t`Emeses o rebudes`}
            all={t`Emeses i rebudes`}
            value={type}
            onChange={(next) => filter({ type: next })}
            options={[
              { value: 'issued', label: t`Emeses` },
              { value: 'received', label: t`Rebudes` },
            ]}
          />
          <DaysFilter labels={[t`Des del dia`, t`Fins al dia`]} from={from} to={to} onChange={filter} />
          <OrderFilter columns={all} sorting={sorting} />
        </Filters>
        {client && <ClientFilter id={client} onRemove={() => filter({ client: undefined })} />}
      </Stack>
      {mayWrite && <InvoiceSelection picked={picked} total={list.pagination?.total ?? 0} asked={asked} />}
      <ListView
        list={list}
        label={t`Factures`}
        columns={chosenOf(all, columns)}
        picking={mayWrite ? picked.picking : undefined}
        sorting={sorting}
        keyOf={({ id }) => id}
        isFiltered={Object.keys(asked).length > 0}
        clearFilters={() => filter(NO_FILTERS)}
        empty={
          <Empty icon={ReceiptText} title={<Trans>Encara no hi ha cap factura</Trans>} action={start}>
            <p>
              <Trans>Es crea com a esborrany: fins que no l’emets, la pots canviar o esborrar.</Trans>
            </p>
          </Empty>
        }
      />
      {isReceiving && mayWrite && <ReceiveInvoice file={dropped} onMany={receiveMany} onClose={closeReceiving} />}
      {many.length > 0 && mayWrite && <ReceiveMany files={many} onClose={() => setMany([])} />}
      {isReminding && mayWrite && <Remind onClose={() => change({ remind: undefined })} />}
      {isNew && mayWrite && <CreateInvoice client={client} onClose={() => change({ new: undefined })} />}
    </Page>
    </DropArea>
  );
}

function ClientFilter({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { data } = useContact(id);
  return <Chips words={[data?.name ?? id]} onRemove={onRemove} />;
}

function useColumns(): Column<Invoice>[] {
  const { t } = useLingui();
  return [
    { key: 'number', title: t`Número`, onPhone: 'title', as: 'tight', cell: (invoice) => <Number of={invoice} /> },
    { key: 'client', title: t`Client o proveïdor`, onPhone: 'line', cell: ({ client }) => client?.name },
    { key: 'nif', title: t`NIF`, as: 'tight', cell: ({ client }) => client?.nif },
    { key: 'issue_date', title: t`Data`, order: 'issue_date', as: 'tight', cell: ({ issue_date: day }) => <When at={day} as="day" /> },
    { key: 'due_date', title: t`Venciment`, order: 'due_date', onPhone: 'line', as: 'tight', cell: ({ due_date: day }) => <When at={day} as="day" /> },
    { key: 'status', title: t`Estat`, onPhone: 'line', as: 'tight', cell: ({ status }) => <StatusBadge status={status} /> },
    { key: 'sent_at', title: t`Enviada`, as: 'tight', cell: ({ sent_at: at }) => at && <When at={at} as="day" /> },
    { key: 'paid_at', title: t`Pagada`, as: 'tight', cell: ({ payments = [], status }) => status === 'paid' && <When at={payments.at(-1)?.date} as="day" /> },
    { key: 'series', title: t`Sèrie`, as: 'tight', cell: ({ series }) => series },
    { key: 'subtotal', title: t`Base`, as: 'end', cell: ({ subtotal, currency }) => <Money amount={subtotal} currency={currency} /> },
    { key: 'tax', title: t`IVA`, as: 'end', cell: ({ tax, currency }) => <Money amount={tax} currency={currency} /> },
    { key: 'total', title: t`Total`, order: 'total', onPhone: 'side', as: 'end', cell: ({ total, currency }) => <Money amount={total} currency={currency} /> },
    { key: 'amount_due', title: t`Pendent`, as: 'end', cell: ({ amount_due: due, currency, status }) => (status === 'draft' ? '' : <Money amount={due} currency={currency} />) },
    { key: 'updated_at', title: t`Modificada`, order: 'updated_at', as: 'tight', cell: ({ updated_at: at }) => at && <When at={at} /> },
  ];
}

function Number({ of: invoice }: { of: Invoice }) {
  const { id, type, document_type } = invoice;
  const { t } = useLingui();
  return (
    <span className={styles.number}>
      <Link to="/invoices/$id" params={{ id }}>
        {numberShown(invoice)}
      </Link>
      {type === 'received' && <Badge>{t`rebuda`}</Badge>}
      {document_type === 'rectification' && <Badge>{t`rectificativa`}</Badge>}
    </span>
  );
}
