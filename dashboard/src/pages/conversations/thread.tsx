/** The messages with a contact and the team's notes, oldest first, and the reply below them. */
import type { Conversation, Message } from '@bivelio/sdk';
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
import { useKeptPlace } from './kept-place';
import { NoteBubble, NoteForm, useNotes } from './notes';
import { OpenCases } from './open-cases';
import { Reply, sendingTo } from './reply';
import { contentsOf, type Values } from './reply-values';
import { AGAIN, Standing } from './standing';
import { useThreadPages } from './thread-pages';

const PAUSE = 5_000;

export function Thread({ contact, listed }: { contact: string; listed: Conversation | undefined }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const pages = useThreadPages(contact, listed?.messages);
  const conversation = useConversation(contact, listed, pages.isBegun);
  useReading(contact, conversation, mayWrite);
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
      {pages.error ? (
        <ErrorState error={pages.error} retry={() => void pages.refetch()} />
      ) : !pages.data ? (
        <Loading />
      ) : (
        <>
          <Messages contact={contact} pages={pages} />
          {mayWrite && <Writing contact={contact} messages={pages.newest} conversation={conversation} />}
        </>
      )}
    </section>
  );
}

/** The messages that are shown. Who scrolls to an end of them sees those that follow there. */
function Messages({ contact, pages }: { contact: string; pages: ReturnType<typeof useThreadPages> }) {
  const { t } = useLingui();
  const notes = useNotes(contact);
  const frame = useRef<HTMLDivElement>(null);
  const { showOlder, showNewer, showNewest, hasOlder, hasNewer } = pages;
  const shown = inOrder(pages.messages, notes, pages);
  const place = useKeptPlace(frame, `${shown[0]?.id} ${shown.at(-1)?.id} ${shown.length}`, {
    onTop: hasOlder ? showOlder : undefined,
    onEnd: hasNewer ? showNewer : undefined,
  });
  const { toEnd } = place;
  const sending = useSending<Values>(sendingTo(contact));
  const isSending = sending.length > 0;
  const goToNewest = () => {
    showNewest();
    toEnd();
  };
  const newest = useRef(goToNewest);
  newest.current = goToNewest;
  useEffect(() => {
    if (isSending) newest.current(); // what one has just written is there
  }, [isSending]);
  return (
    <div ref={frame} className={styles.messages} role="log" aria-label={t`Missatges`} tabIndex={0} onScroll={place.onScroll}>
      {hasOlder && (
        <Button look="quiet" onClick={showOlder}>
          <Trans>Mostra els anteriors</Trans>
        </Button>
      )}
      {pages.isEmpty && (
        <p className="quiet">
          <Trans>Encara no us heu escrit.</Trans>
        </p>
      )}
      {shown.map((one) => ('text' in one ? <NoteBubble key={one.id} of={one} /> : <Bubble key={one.id} of={one} />))}
      {hasNewer && (
        <div className={styles.further}>
          <Button look="quiet" onClick={showNewer}>
            <Trans>Mostra els següents</Trans>
          </Button>
          <Button look="quiet" onClick={goToNewest}>
            <Trans>Ves als últims</Trans>
          </Button>
        </div>
      )}
      <Sending replies={sending} />
    </div>
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
    errorsAreShown: true,
    mayBeLeft: true, // it stays unread
  });
  const unread = mayWrite && conversation?.unread ? conversation.last_message.id : undefined;
  useEffect(() => {
    if (unread && document.visibilityState === 'visible') mutate(contact);
  }, [unread, contact, mutate]);
}

/** The replies that are on their way. */
function Sending({ replies }: { replies: Values[] }) {
  const { t } = useLingui();
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

