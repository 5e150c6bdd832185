/** A thing of which there are many (an invoice, a deal, a case, a document): found by a few letters, shown by its name. */
import type { BiVelio } from '@bivelio/sdk';
import { type ReactNode, useState } from 'react';
import type { Operation } from '~/app/cache-keys';
import { numberShown } from '~/app/invoice-number';
import { query } from '~/app/search';
import type { FieldProps } from '~/app/use-form';
import { usePaused } from '~/app/use-paused';
import { useRead } from '~/app/use-read';
import { type Found, Picker } from '~/ui/picker';

export type Searched = 'invoice' | 'deal' | 'case' | 'document';

interface Kind {
  operations: { list: Operation; get: Operation };
  list: (client: BiVelio, asked: { per_page: number; search?: string }) => Promise<Found[]>;
  get: (client: BiVelio, id: string) => Promise<Found>;
}

type InvoiceNamed = { id: string; number?: string; number_status?: string; client?: { name?: string } | null };
const invoiceFound = (one: InvoiceNamed): Found => ({ value: one.id, label: numberShown(one) || one.id, hint: one.client?.name });
const titled = ({ id, title }: { id: string; title: string }): Found => ({ value: id, label: title });

const KINDS: Record<Searched, Kind> = {
  invoice: {
    operations: { list: 'invoices.list', get: 'invoices.get' },
    list: async (client, asked) => (await client.invoices.list(asked)).items.map(invoiceFound),
    get: async (client, id) => invoiceFound(await client.invoices.get(id)),
  },
  deal: {
    operations: { list: 'deals.list', get: 'deals.get' },
    list: async (client, asked) => (await client.deals.list(asked)).items.map(titled),
    get: async (client, id) => titled(await client.deals.get(id)),
  },
  case: {
    operations: { list: 'cases.list', get: 'cases.get' },
    list: async (client, asked) => (await client.cases.list(asked)).items.map(titled),
    get: async (client, id) => titled(await client.cases.get(id)),
  },
  document: {
    operations: { list: 'documents.list', get: 'documents.get' },
    list: async (client, asked) => (await client.documents.list(asked)).items.map(({ document_id: id, filename }) => ({ value: id, label: filename })),
    get: async (client, id) => {
      const { filename } = await client.documents.get(id);
      return { value: id, label: filename };
    },
  },
};

const OFFERED = 8;
const KEPT_FOR = 300_000;

export const isSearched = (kind: string): kind is Searched => kind in KINDS;

type Props = FieldProps<string> & { of: Searched; label: ReactNode; hint?: ReactNode; isOptional?: boolean };

export function PickSearched({ of, value, onChange, ...frame }: Props) {
  const { operations, list, get } = KINDS[of];
  const [typed, setTyped] = useState('');
  const [isOffered, offer] = useState(false);
  const [taken, setTaken] = useState<Found>();
  const paused = usePaused(typed);
  const search = query(paused);
  const asked = { per_page: OFFERED, ...(search !== undefined && { search }) };
  const found = useRead([operations.list, 'names', asked], (client) => list(client, asked), { placeholderData: (former) => former, staleTime: KEPT_FOR, enabled: isOffered && value === '' });
  const known = taken?.value === value ? taken : undefined;
  const chosen = useRead([operations.get, 'name', value], (client) => get(client, value), { staleTime: KEPT_FOR, enabled: value !== '' && !known });
  return (
    <Picker
      {...frame}
      chosen={value ? (known ?? chosen.data ?? { value, label: value }) : undefined}
      onChange={(id) => {
        setTaken(found.data?.find((one) => one.value === id));
        onChange(id);
      }}
      onSearch={setTyped}
      onFocus={() => offer(true)}
      isSearching={isOffered && (paused !== typed || found.isPlaceholderData || found.isPending)}
      found={found.data ?? []}
    />
  );
}
