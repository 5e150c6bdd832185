/** The messages with a contact, oldest first, and the reply below them. */
import type { Conversation, Message } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Paperclip } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useSending } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { dated } from '~/ui/when';
import { ContactName } from '../contacts/contact-picker';
import { fileIn, saidIn, windowOf } from './content';
import styles from './conversations.module.css';
import { contentOf, Reply, sendingTo, type Values } from './reply';

const A_PAGE = 50;
const PAUSE = 5_000;

interface Shown {
  messages: Message[];
  /** How many there are in all. */
  total: number;
}

export function Thread({ contact, conversation }: { contact: string; conversation: Conversation | undefined }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const [pages, setPages] = useState(1);
  const thread = useThread(contact, pages);
  const end = useRef<HTMLDivElement>(null);
  const newest = thread.data?.messages.at(-1)?.id;
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [newest]);
  return (
    <section className={styles.thread} aria-label={t`Conversa`}>
      <header className={styles.head}>
        <Link to="." search={((former: object) => ({ ...former, with: undefined })) as never} className={styles.back} aria-label={t`Torna a les converses`}>
          <ArrowLeft aria-hidden />
        </Link>
        <h2>
          <ContactName id={contact} />
        </h2>
        <Link to={'/contacts' as never} search={{ id: contact } as never}>
          <Trans>La fitxa</Trans>
        </Link>
      </header>
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
            {thread.data.messages.map((message) => (
              <Bubble key={message.id} of={message} />
            ))}
            <Sending to={contact} />
          </div>
          {mayWrite && (
            <Reply
              contact={contact}
              channel={thread.data.messages.at(-1)?.channel}
              until={conversation?.window_expires_at ? new Date(conversation.window_expires_at) : windowOf(thread.data.messages)}
            />
          )}
        </>
      )}
    </section>
  );
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

function Bubble({ of: message }: { of: Message }) {
  const { t, i18n } = useLingui();
  const subject = message.message['subject'];
  const said = saidIn(message);
  const file = fileIn(message);
  const states: Record<string, string> = {
    queued: t`a la cua`,
    sent: t`enviat`,
    delivered: t`lliurat`,
    read: t`llegit`,
    failed: t`no s’ha enviat`,
  };
  const isOurs = message.direction === 'outbound';
  return (
    <article className={`${styles.bubble} ${isOurs ? styles.ours : ''}`} aria-label={isOurs ? t`Teu` : t`Rebut`}>
      {typeof subject === 'string' && <strong>{subject}</strong>}
      {said && <p className={styles.said}>{said}</p>}
      {file && <File of={message} name={file} />}
      {message.error && <p className={styles.fault}>{message.error.message ?? message.error.reason}</p>}
      <footer>
        <time dateTime={message.created_at}>{dated(new Date(message.created_at), i18n.locale)}</time>
        {isOurs && ` · ${states[message.status] ?? message.status}`}
        {message.automatic && ` · ${t`automàtic`}`}
      </footer>
    </article>
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

function File({ of: { message }, name }: { of: Message; name: string }) {
  const id = message['document_id'];
  const href = safeUrl(message['url']);
  return (
    <p className={styles.file}>
      <Paperclip aria-hidden />
      {typeof id === 'string' ? (
        <Link to={'/documents/$id' as never} params={{ id } as never}>
          {name}
        </Link>
      ) : href ? (
        <a href={href} target="_blank" rel="noreferrer">
          {name}
        </a>
      ) : (
        name
      )}
    </p>
  );
}
