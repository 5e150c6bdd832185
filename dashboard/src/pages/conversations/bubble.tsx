/** A message in a thread: what it says, its file, how far it has come, and who wrote it. */
import type { Message } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Bot, Paperclip } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useActorName } from '~/app/actors';
import { Trace } from '~/app/agent-trace';
import { TextButton } from '~/ui/button';
import { safeUrl } from '~/ui/links';
import { dated } from '~/ui/when';
import { Attached } from './attached';
import { executionOf, fileIn, filesIn, nameOfFile, ownIn, saidIn } from './content';
import styles from './conversations.module.css';

export function Bubble({ of: message }: { of: Message }) {
  const { t, i18n } = useLingui();
  const nameOf = useActorName();
  const subject = message.message['subject'];
  const file = fileIn(message);
  const states: Record<string, string> = {
    queued: t`a la cua`,
    sent: t`enviat`,
    delivered: t`lliurat`,
    read: t`llegit`,
    failed: t`no s’ha enviat`,
  };
  const refusals: Record<string, string> = {
    max_bytes: t`El fitxer passa de 20 MB: no s’ha desat.`,
    file_type: t`És d’un tipus de fitxer que no es desa.`,
    provider_unavailable: t`El servei no ha donat el fitxer. Demana que te’l tornin a enviar.`,
  };
  const execution = executionOf(message);
  const isOurs = message.direction === 'outbound';
  const author = message.author?.kind === 'user' ? message.author.id : undefined;
  return (
    <article className={`${styles.bubble} ${isOurs ? styles.ours : ''}`} aria-label={isOurs ? t`Teu` : t`Rebut`}>
      {typeof subject === 'string' && <strong>{subject}</strong>}
      <Said of={message} />
      {file && <File of={message} name={file} />}
      {filesIn(message).map((one, at) => (
        <File key={at} of={{ message: one }} name={nameOfFile(one) ?? ''} />
      ))}
      {message.attachments?.map(({ document_id: id, filename, content_type: type, transcript, pending, refused }, at) => (
        <Fragment key={at}>
          {typeof filename === 'string' && <File of={{ message: { document_id: id, content_type: type } }} name={filename} />}
          {pending === true && <p className="quiet">{t`El fitxer encara ha d’arribar.`}</p>}
          {typeof refused === 'string' && <p className={styles.fault}>{refusals[refused] ?? t`No s’ha pogut desar el fitxer (${refused}).`}</p>}
          {typeof transcript === 'string' && <p className={styles.said}>{t`Nota de veu: «${transcript}»`}</p>}
        </Fragment>
      ))}
      {message.error && <p className={styles.fault}>{message.error.message ?? message.error.reason}</p>}
      {execution && <Assistant execution={execution} />}
      <footer>
        <time dateTime={message.created_at}>{dated(new Date(message.created_at), i18n.locale)}</time>
        {isOurs && ` · ${states[message.status] ?? message.status}`}
        {author && ` · ${nameOf(author)}`}
        {message.echo && ` · ${t`des del mòbil`}`}
        {message.past && ` · ${t`d’abans de connectar el número`}`}
        {message.automatic && ` · ${t`automàtic`}`}
      </footer>
    </article>
  );
}

/** The text. Of an answer by mail it is what its author wrote; what their program quotes below it is shown on demand. */
function Said({ of: message }: { of: Message }) {
  const { t } = useLingui();
  const said = saidIn(message);
  const own = ownIn(message);
  if (message.message['type'] === 'media_placeholder') return <p className={styles.said}>{t`Un fitxer que només és al telèfon`}</p>;
  if (!said) return null;
  if (message.message['type'] === 'reaction') return <p className={styles.said}>{t`Reacció: ${said}`}</p>;
  if (own === undefined) return <p className={styles.said}>{said}</p>;
  return (
    <>
      <p className={styles.said}>{own}</p>
      <details>
        <summary>{t`Mostra-ho tot`}</summary>
        <p className={styles.said}>{said}</p>
      </details>
    </>
  );
}

/** What the assistant did for its answer, and why. */
function Assistant({ execution }: { execution: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <p className={styles.assistant}>
      <Bot aria-hidden />
      <TextButton onClick={() => setOpen(true)}>
        <Trans>Què ha fet l’assistent</Trans>
      </TextButton>
      {isOpen && <Trace id={execution} onClose={() => setOpen(false)} />}
    </p>
  );
}

function File({ of: { message }, name }: { of: Pick<Message, 'message'>; name: string }) {
  const { document_id: id, content_type: type, type: kind } = message;
  const href = safeUrl(message['url']);
  if (typeof id === 'string') {
    const told = typeof type === 'string' ? type : kind === 'image' ? 'image/jpeg' : undefined;
    return <Attached id={id} name={name} type={told} />;
  }
  return (
    <p className={styles.file}>
      <Paperclip aria-hidden />
      {href ? (
        <a href={href} target="_blank" rel="noreferrer">
          {name}
        </a>
      ) : (
        name
      )}
    </p>
  );
}
