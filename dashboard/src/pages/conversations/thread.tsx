/** The messages with a contact and the team's notes, oldest first, and the reply below them. */
import type { BiVelio, Conversation, Message } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Paperclip } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useSending, useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Tabs } from '~/ui/tabs';
import { ContactName } from '../contacts/contact-picker';
import { Bubble } from './bubble';
import { inOrder, saidIn, windowOf } from './content';
import styles from './conversations.module.css';
import { NoteBubble, NoteForm, useNotes } from './notes';
import { OpenCases } from './open-cases';
import { Reply, sendingTo } from './reply';
import { contentsOf, type Values } from './reply-values';
import { AGAIN, Standing } from './standing';

const A_PAGE = 50;
const PAUSE = 5_000;

interface Shown {
  messages: Message[];
  /** How many there are in all. */
  total: number;
}

export function Thread({ contact, listed }: { contact: string; listed: Conversation | undefined }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const [pages, setPages] = useState(1);
  const [pastPages, setPastPages] = useState(1);
  const thread = useThread(contact, pages);
  const isWhole = thread.data !== undefined && thread.data.messages.length >= thread.data.total;
  const past = usePast(contact, pastPages, isWhole);
  const conversation = useConversation(contact, listed, Boolean(thread.data?.total));
  const notes = useNotes(contact);
  const end = useRef<HTMLDivElement>(null);
  const newest = thread.data?.messages.at(-1)?.id;
  useReading(contact, conversation, mayWrite);
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [newest, notes.length, past.isSuccess]);
  const messages = isWhole ? [...(past.data?.messages ?? []), ...thread.data.messages] : (thread.data?.messages ?? []);
  const total = (thread.data?.total ?? 0) + (past.data?.total ?? 0);
  return (
    <section className={styles.thread} aria-label={t`Conversa`}>
      <header className={styles.head}>
        <Link to="." search={(former: object) => ({ ...former, with: undefined })} className={styles.back} aria-label={t`Torna a les converses`}>
          <ArrowLeft aria-hidden />
        </Link>
        <h2>{conversation?.contact_name ?? <ContactName id={contact} />}</h2>
        <Link to="/contacts/$id" params={{ id: contact }}>
          <Trans>La fitxa</Trans>
        </Link>
      </header>
      {conversation && mayWrite && <Standing of={conversation} />}
      {conversation && <OpenCases contact={contact} mayWrite={mayWrite} />}
      {thread.error ? (
        <ErrorState error={thread.error} retry={() => void thread.refetch()} />
      ) : !thread.data ? (
        <Loading />
      ) : (
        <>
          <div ref={end} className={styles.messages} role="log" aria-label={t`Missatges`} tabIndex={0}>
            {total > messages.length && (
              <Button look="quiet" onClick={() => (isWhole ? setPastPages(pastPages + 1) : setPages(pages + 1))}>
                <Trans>Mostra els anteriors</Trans>
              </Button>
            )}
            {!total && !past.isLoading && (
              <p className="quiet">
                <Trans>Encara no us heu escrit.</Trans>
              </p>
            )}
            {inOrder(messages, notes, total).map((one) =>
              'text' in one ? <NoteBubble key={one.id} of={one} /> : <Bubble key={one.id} of={one} />,
            )}
            <Sending to={contact} />
          </div>
          {mayWrite && <Writing contact={contact} messages={messages} conversation={conversation} />}
        </>
      )}
    </section>
  );
}

/** What one writes: to the contact, or for the team. */
function Writing({ contact, messages, conversation }: { contact: string; messages: Message[]; conversation: Conversation | undefined }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<'reply' | 'note'>('reply');
  const place = useRef<HTMLDivElement>(null);
  const [wish, setWish] = useState(0);
  useEffect(() => {
    if (!wish) return undefined;
    const drawn = requestAnimationFrame(() => {
      place.current?.querySelector<HTMLElement>('textarea, select[name="template"]')?.focus();
    }); // the tab that was chosen is drawn a moment later
    return () => cancelAnimationFrame(drawn);
  }, [wish]);
  const write = (what: typeof kind) => {
    setKind(what);
    setWish(wish + 1);
    return true;
  };
  const attach = () => {
    const input = place.current?.querySelector<HTMLElement>('input[type="file"]');
    input?.click();
    return input instanceof HTMLElement;
  };
  useShortcuts([
    { keys: ['r'], does: t`Respon`, run: () => write('reply') },
    { keys: ['f'], does: t`Adjunta fitxers a la resposta`, run: attach },
    { keys: ['n'], does: t`Escriu una nota interna`, run: () => write('note') },
  ]);
  const until = conversation?.window_expires_at ? new Date(conversation.window_expires_at) : windowOf(messages);
  return (
    <div ref={place} className={styles.reply}>
      <Tabs
        label={t`El que escrius`}
        value={kind}
        onChange={setKind}
        tabs={[
          { value: 'reply', label: t`Resposta`, content: <Reply contact={contact} channel={messages.at(-1)?.channel} until={until} /> },
          { value: 'note', label: t`Nota interna`, content: <NoteForm contact={contact} /> },
        ]}
      />
    </div>
  );
}

/** The conversation as the list has it, or read by itself when the list does not show it: there is none before a message. */
function useConversation(contact: string, listed: Conversation | undefined, isBegun: boolean): Conversation | undefined {
  const read = useRead<Conversation>(['messages.conversationsGet', contact], (client) => client.messages.conversationsGet(contact), {
    enabled: !listed && isBegun,
    refetchInterval: PAUSE,
  });
  return listed ?? read.data;
}

/** Say that the messages were read, once for each that came in, while somebody looks at them. */
function useReading(contact: string, conversation: Conversation | undefined, mayWrite: boolean) {
  const { mutate } = useWrite((client, id: string) => client.messages.conversationsRead(id), {
    at: 'messages.conversations',
    change: (row, id) => (row.contact_id === id ? { ...row, unread: 0 } : row),
    again: AGAIN,
    errorsAreShown: true, // nothing is lost: it stays unread
  });
  const unread = mayWrite && conversation?.unread ? conversation.last_message.id : undefined;
  useEffect(() => {
    if (unread && document.visibilityState === 'visible') mutate(contact);
  }, [unread, contact, mutate]);
}

/** Read the last pages of a conversation, whose messages the API lists oldest first. */
function useThread(contact: string, pages: number) {
  return useRead<Shown>(['messages.list', contact, { pages }], (client) => readLast(client, { contact_id: contact }, pages), {
    refetchInterval: PAUSE,
    placeholderData: (former) => former,
  });
}

/** Read the last pages of what was written before the number was connected, once what came since is shown whole. */
function usePast(contact: string, pages: number, isWhole: boolean) {
  return useRead<Shown>(['messages.list', contact, { past: pages }], (client) => readLast(client, { contact_id: contact, past: true }, pages), {
    enabled: isWhole,
    placeholderData: (former) => former,
  });
}

async function readLast(client: BiVelio, wanted: { contact_id: string; past?: boolean }, pages: number): Promise<Shown> {
  const asked = { ...wanted, per_page: A_PAGE };
  const first = await client.messages.list(asked);
  const { total, total_pages: last } = first.pagination;
  const from = Math.max(1, last - pages + 1);
  const numbers = Array.from({ length: Math.max(0, last - from + 1) }, (_, at) => from + at);
  const read = await Promise.all(numbers.map((page) => (page === 1 ? first : client.messages.list({ ...asked, page }))));
  return { total, messages: read.flatMap(({ messages }) => messages) };
}

/** The replies that are on their way. */
function Sending({ to }: { to: string }) {
  const { t } = useLingui();
  const replies = useSending<Values>(sendingTo(to));
  return replies.map((reply, at) => (
    <article key={at} className={`${styles.bubble} ${styles.ours} ${styles.sending}`} aria-label={t`Teu`}>
      {reply.channel === 'email' && reply.subject && <strong>{reply.subject}</strong>}
      <p className={styles.said}>{saidIn({ message: { ...contentsOf(reply)[0] } })}</p>
      {reply.files.map(({ id, name }) => (
        <p key={id} className={styles.file}>
          <Paperclip aria-hidden /> {name}
        </p>
      ))}
      <footer>
        <Trans>s’està enviant…</Trans>
      </footer>
    </article>
  ));
}

