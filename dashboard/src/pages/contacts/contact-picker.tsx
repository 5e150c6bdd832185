/** Choosing a contact by its name, and the name of one that only an id is known of. */
import type { Contact } from '@bivelio/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { readKey } from '~/app/cache-keys';
import { useEnvironment } from '~/app/environment';
import { query } from '~/app/search';
import { usePaused } from '~/app/use-paused';
import { useRead } from '~/app/use-read';
import type { FieldProps } from '~/app/use-form';
import { Picker } from '~/ui/picker';

const OFFERED = 8;
const KEPT_FOR = 300_000;

type PickContactProps = FieldProps<string> & {
  label: ReactNode;
  hint?: ReactNode;
  isOptional?: boolean;
  type?: 'person' | 'company';
};

/** A contact; its value is the id. */
export function PickContact({ value, onChange, type, ...frame }: PickContactProps) {
  const [typed, setTyped] = useState('');
  const [isOffered, offer] = useState(false);
  const cache = useQueryClient();
  const environment = useEnvironment();
  const chosen = useContact(value || undefined);
  const paused = usePaused(typed);
  const search = query(paused);
  const list = useRead(
    ['contacts.list', { search, type, per_page: OFFERED }],
    (client) => client.contacts.list({ per_page: OFFERED, ...(search !== undefined && { search }), ...(type && { type }) }),
    { placeholderData: (former) => former, staleTime: KEPT_FOR, enabled: isOffered },
  );
  const found = list.data?.contacts ?? [];
  const take = (id: string) => {
    const one = found.find((contact) => contact.id === id);
    if (one) cache.setQueryData(readKey(environment, ['contacts.get', id]), one);
    onChange(id);
  };
  return (
    <Picker
      {...frame}
      chosen={value ? { value, label: chosen.data?.name ?? value, hint: chosen.data?.email } : undefined}
      onChange={take}
      onSearch={setTyped}
      onFocus={() => offer(true)}
      isSearching={isOffered && (paused !== typed || list.isPlaceholderData || list.isPending)}
      found={found.map(({ id, name, email }) => ({ value: id, label: name, hint: email }))}
    />
  );
}

/** Read a contact, kept for some minutes: the name of many rows. */
export function useContact(id: string | undefined) {
  return useRead<Contact>(['contacts.get', id], (client) => client.contacts.get(id ?? ''), { enabled: !!id, staleTime: KEPT_FOR });
}

/** The name of a contact as text. */
export function ContactName({ id }: { id: string }) {
  const { data, isPending } = useContact(id);
  return <>{data?.name ?? (isPending ? '…' : id)}</>;
}
