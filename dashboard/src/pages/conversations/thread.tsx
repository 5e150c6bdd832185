/** The messages with a contact and the team's notes, oldest first, and the reply below them. */
import type { Conversation, Message } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
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
import { contentOf, Reply, sendingTo, type Values } from './reply';
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
  const thread = useThread(contact, pages);
  const conversation = useConversation(contact, listed);
  const notes = useNotes(contact);
  const end = useRef<HTMLDivElement>(null);
  const newest = thread.data?.messages.at(-1)?.id;
  useReading(contact, conversation, mayWrite);
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [newest, notes.length]);
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
      {thread.error ? (
        <ErrorState error={thread.error} retry={() => void thread.refetch()} />
      ) : !thread.data ? (
        <Loading />
      ) : (
        <>
          <div ref={end} className={styles.messages} role="log" aria-label={t`Missatges`} tabIndex={0}>
            {thread.data.total > thread.data.messages.length && (
              <Button look="quiet" onClick={() => setPages(pages + 1)}>
                <Trans>Mostra els anteriors</Trans>
              </Button>
            )}
            {!thread.data.total && (
              <p className="quiet">
                <Trans>Encara no us heu escrit.</Trans>
              </p>
            )}
            {inOrder(thread.data.messages, notes, thread.data.total).map((one) =>
              'text' in one ? <NoteBubble key={one.id} of={one} /> : <Bubble key={one.id} of={one} />,
            )}
            <Sending to={contact} />
          </div>
          {mayWrite && <Writing contact={contact} messages={thread.data.messages} conversation={conversation} />}
        </>
      )}
    </section>
  );
}

/** What one writes: to the contact, or for the team. */
function Writing({ contact, messages, conversation }: { contact: string; messages: Message[]; conversation: Conversation | undefined }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<'reply' | 'note'>('reply');
  const until = conversation?.window_expires_at ? new Date(conversation.window_expires_at) : windowOf(messages);
  return (
    <div className={styles.reply}>
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

/** The conversation as the list has it, or read by itself when the list does not show it. */
function useConversation(contact: string, listed: Conversation | undefined): Conversation | undefined {
  const read = useRead<Conversation>(['messages.conversationsGet', contact], (client) => client.messages.conversationsGet(contact), {
    enabled: !listed,
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
  return useRead<Shown>(
    ['messages.list', contact, { pages }],
    async (client) => {
      const asked = { contact_id: contact, per_page: A_PAGE };
      const first = await client.messages.list(asked);
      const { total, total_pages: last } = first.pagination;
      const from = Math.max(1, last - pages + 1);
      const numbers = Array.from({ length: Math.max(0, last - from + 1) }, (_, at) => from + at);
      const read = await Promise.all(numbers.map((page) => (page === 1 ? first : client.messages.list({ ...asked, page }))));
      return { total, messages: read.flatMap(({ messages }) => messages) };
    },
    { refetchInterval: PAUSE, placeholderData: (former) => former },
  );
}

/** The replies that are on their way. */
function Sending({ to }: { to: string }) {
  const { t } = useLingui();
  const replies = useSending<Values>(sendingTo(to));
  return replies.map((reply, at) => (
    <article key={at} className={`${styles.bubble} ${styles.ours} ${styles.sending}`} aria-label={t`Teu`}>
      {reply.channel === 'email' && reply.subject && <strong>{reply.subject}</strong>}
      <p className={styles.said}>{saidIn({ message: { ...contentOf(reply) } })}</p>
      <footer>
        <Trans>s’està enviant…</Trans>
      </footer>
    </article>
  ));
}

