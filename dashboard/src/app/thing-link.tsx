/** What another thing names by its id alone: its name, which leads to it. */
import type { BiVelio, Message } from '@bivelio/sdk';
import { Link } from '@tanstack/react-router';
import { saidIn } from '../pages/conversations/content';
import type { Operation } from './cache-keys';
import { type Numbered, numberShown } from './invoice-number';
import { useRead } from './use-read';

const KEPT_FOR = 300_000;
const LONGEST = 60;

interface Target {
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string>;
}

interface Kind {
  operation: Operation;
  read: (client: BiVelio, id: string) => PromiseLike<unknown>;
  // Methods, so that each may take what its own `read` answers.
  nameOf(thing: unknown): string | undefined;
  /** Where its page is; undefined while that depends on what is not read yet. */
  at(id: string, thing: unknown): Target | undefined;
}

/** By the prefix of the id. */
const KINDS: Record<string, Kind> = {
  ct: {
    operation: 'contacts.get',
    read: (client, id) => client.contacts.get(id),
    nameOf: ({ name }: { name: string }) => name,
    at: (id) => ({ to: '/contacts/$id', params: { id } }),
  },
  dl: {
    operation: 'deals.get',
    read: (client, id) => client.deals.get(id),
    nameOf: ({ title }: { title: string }) => title,
    at: (id) => ({ to: '/deals', search: { id } }),
  },
  doc: {
    operation: 'documents.get',
    read: (client, id) => client.documents.get(id),
    nameOf: ({ filename }: { filename: string }) => filename,
    at: (id) => ({ to: '/documents/$id', params: { id } }),
  },
  inv: {
    operation: 'invoices.get',
    read: (client, id) => client.invoices.get(id),
    nameOf: (invoice: Numbered) => numberShown(invoice),
    at: (id) => ({ to: '/invoices/$id', params: { id } }),
  },
  msg: {
    operation: 'messages.get',
    read: (client, id) => client.messages.get(id),
    nameOf: (message: Message) => shortened(String(message.message['subject'] ?? saidIn(message) ?? '')) || undefined,
    at: (_, message: Message | undefined) => message && { to: '/conversations', search: { with: message.contact_id } },
  },
  wf: {
    operation: 'workflows.get',
    read: (client, id) => client.workflows.get(id),
    nameOf: ({ name }: { name: string }) => name,
    at: (id) => ({ to: '/workflows/$id', params: { id } }),
  },
};

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text;
}

/** The name of a thing, as a link; its id where it cannot be read, because it was deleted. A list that has the name gives it: nothing is read then. */
export function ThingLink({ id, name }: { id: string; name?: string | undefined }) {
  const kind = KINDS[id.split('_', 1)[0] ?? ''];
  if (!kind) return <span>{id}</span>;
  const target = name && kind.at(id, undefined);
  return target ? <Link {...(target as { to: '.' })}>{name}</Link> : <NameOf id={id} kind={kind} />;
}

function NameOf({ id, kind }: { id: string; kind: Kind }) {
  const { data, isPending } = useRead<unknown>([kind.operation, id], (client) => kind.read(client, id), { staleTime: KEPT_FOR });
  const isBusy = isPending ? true : undefined;
  const name = (data ? kind.nameOf(data) : undefined) ?? (isBusy ? '…' : id);
  const target = kind.at(id, data);
  return target ? (
    <Link {...(target as { to: '.' })} aria-busy={isBusy}>
      {name}
    </Link>
  ) : (
    <span aria-busy={isBusy}>{name}</span>
  );
}
