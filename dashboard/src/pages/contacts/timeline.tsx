/** What has happened with a contact, newest first: notes, tasks, messages, invoices, cases and deals; and a place to write a note. */
import type { BiVelio, ContactNote, ContactTask, Deal, Invoice, ListedCase, Message, TimelineEntry } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CheckCheck, FolderKanban, Handshake, type LucideIcon, MessageSquare, Pin, ReceiptText, StickyNote } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActorLink } from '~/app/actor-link';
import { numberShown } from '~/app/invoice-number';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useFeed } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { TextArea } from '~/ui/field';
import { ChoiceFilter } from '~/ui/filters';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Money } from '~/ui/money';
import { Row, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { CaseBadge } from '../cases/badges';
import { saidIn } from '../conversations/content';
import { DealBadge, useStatusWords } from '../deals/badges';
import { StatusBadge } from '../invoices/status';
import { NoteMenu } from './note-menu';
import styles from './record.module.css';
import { contact as route, KINDS, type Kind } from './routes';

interface TimelinePage {
  items: TimelineEntry[];
  hasNext: () => boolean;
  nextPage: () => Promise<TimelinePage>;
}

async function read(client: BiVelio, id: string, kind: Kind | undefined, before?: string): Promise<TimelinePage> {
  const { entries, next_before: next } = await client.contacts.timeline(id, { ...(kind && { kinds: [kind] }), ...(before && { before }) });
  return { items: entries, hasNext: () => next !== null, nextPage: () => read(client, id, kind, next ?? undefined) };
}

/** Begin to read the timeline beside the contact itself. */
export function useTimeline(id: string) {
  const { kind } = route.route.useSearch();
  return useFeed<TimelineEntry>(['contacts.timeline', id, kind], (client) => read(client, id, kind));
}

interface TimelineProps {
  id: string;
  feed: ReturnType<typeof useTimeline>;
  /** Whether notes may be written: not about an archived contact. */
  isOpen: boolean;
}

export function Timeline({ id, feed, isOpen }: TimelineProps) {
  const { t } = useLingui();
  const { kind } = route.route.useSearch();
  const change = useChange();
  const words = useKinds();
  return (
    <Section
      title={t`Activitat`}
      actions={
        <ChoiceFilter
          label={t`Quina activitat`}
          all={t`Tota l’activitat`}
          value={kind}
          onChange={(next) => change({ kind: next })}
          options={KINDS.map((value) => ({ value, label: words[value] }))}
        />
      }
    >
      {isOpen && <WriteNote id={id} />}
      {feed.error ? (
        <ErrorState error={feed.error} retry={() => void feed.refetch()} />
      ) : feed.isPending ? (
        <Loading lines={6} />
      ) : feed.items.length ? (
        <ol className={styles.timeline} aria-label={t`Activitat`}>
          {feed.items.map((entry) => (
            <Entry key={`${entry.kind} ${String(entry.data['id'])} ${entry.at}`} of={entry} contact={id} />
          ))}
        </ol>
      ) : (
        <p className="quiet">{kind ? <Trans>Encara no n’hi ha cap.</Trans> : <Trans>Encara no ha passat res amb aquest contacte.</Trans>}</p>
      )}
      {feed.hasNextPage && (
        <div>
          <Button onClick={() => void feed.fetchNextPage()} disabled={feed.isFetchingNextPage}>
            <Trans>Mostra’n més</Trans>
          </Button>
        </div>
      )}
    </Section>
  );
}

function WriteNote({ id }: { id: string }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const form = useForm({ text: '' }, (client, { text }) => client.contacts.notesCreate({ contact_id: id, text: text.trim() }), {
    again: ['contacts.timeline', 'contacts.notesList'],
    done: t`S’ha desat la nota.`,
    onDone: () => form.reset(),
  });
  if (!mayWrite) return null;
  return (
    <Form form={form} label={t`Escriu una nota`}>
      <TextArea label={t`Nota nova`} rows={2} {...form.field('text')} />
      <FormError form={form} />
      {form.values.text.trim() && (
        <div>
          <SubmitButton form={form}>
            <Trans>Desa la nota</Trans>
          </SubmitButton>
        </div>
      )}
    </Form>
  );
}

const ICONS: Record<Kind, LucideIcon> = {
  note: StickyNote,
  task: CheckCheck,
  message: MessageSquare,
  invoice: ReceiptText,
  case: FolderKanban,
  deal: Handshake,
};

/** An entry: of a kind that this dashboard does not know yet, its kind alone. */
function Entry({ of: { kind, at, data }, contact }: { of: TimelineEntry; contact: string }) {
  const words = useKind();
  const Icon = ICONS[kind as Kind] ?? StickyNote;
  const word = words[kind as Kind] ?? kind;
  const thing = data as unknown;
  const body: Record<Kind, () => ReactNode> = {
    note: () => <NoteEntry of={thing as ContactNote} />,
    task: () => <span>{(thing as ContactTask).title}</span>,
    message: () => <MessageEntry of={thing as Message} contact={contact} />,
    invoice: () => <InvoiceEntry of={thing as Invoice} />,
    case: () => <CaseEntry of={thing as ListedCase} />,
    deal: () => <DealEntry of={thing as Deal} />,
  };
  return (
    <li className={styles.entry}>
      <Icon aria-hidden />
      <div>
        <p className={styles.when}>
          {word} · <When at={at} />
        </p>
        {body[kind as Kind]?.()}
      </div>
    </li>
  );
}

function NoteEntry({ of: note }: { of: ContactNote }) {
  const { t } = useLingui();
  const { kind, id } = note.author;
  return (
    <div className={styles.note}>
      <p className={styles.text}>{note.text}</p>
      <Row>
        {note.pinned && (
          <span className={styles.pinned}>
            <Pin aria-hidden /> {t`fixada`}
          </span>
        )}
        <small className="quiet">
          <ActorLink kind={kind} id={id} />
        </small>
        <NoteMenu of={note} />
      </Row>
    </div>
  );
}

function MessageEntry({ of: message, contact }: { of: Message; contact: string }) {
  const { t } = useLingui();
  const said = saidIn(message);
  return (
    <>
      <Row>
        <Badge tone="quiet">{message.direction === 'inbound' ? t`rebut` : t`enviat`}</Badge>
        {message.status === 'failed' && <Badge tone="bad">{t`no ha arribat`}</Badge>}
        <Link to="/conversations" search={{ with: contact }}>
          <Trans>Obre la conversa</Trans>
        </Link>
      </Row>
      {said && <p className={styles.said}>{said}</p>}
    </>
  );
}

function InvoiceEntry({ of: one }: { of: Invoice }) {
  return (
    <Row>
      <Link to="/invoices/$id" params={{ id: one.id }}>
        {numberShown(one)}
      </Link>
      <StatusBadge status={one.status} />
      <Money amount={one.total} currency={one.currency} />
    </Row>
  );
}

function CaseEntry({ of: { id, number, title, status } }: { of: ListedCase }) {
  return (
    <Row>
      <Link to="/cases" search={{ id }}>
        {number} · {title}
      </Link>
      <CaseBadge of={status} />
    </Row>
  );
}

function DealEntry({ of: { id, title, status, amount, currency } }: { of: Deal }) {
  const words = useStatusWords();
  return (
    <Row>
      <Link to="/deals" search={{ id }}>
        {title}
      </Link>
      <DealBadge status={status}>{words[status as keyof typeof words] ?? status}</DealBadge>
      {amount !== undefined && <Money amount={Number(amount)} currency={currency} />}
    </Row>
  );
}

function useKinds(): Record<Kind, string> {
  const { t } = useLingui();
  return { note: t`Notes`, task: t`Tasques fetes`, message: t`Missatges`, invoice: t`Factures`, case: t`Casos`, deal: t`Oportunitats` };
}

function useKind(): Record<Kind, string> {
  const { t } = useLingui();
  return { note: t`Nota`, task: t`Tasca feta`, message: t`Missatge`, invoice: t`Factura`, case: t`Cas`, deal: t`Oportunitat` };
}
