/** Canned replies: one is put into the message as the contact would read it; and they are kept here. */
import type { Reply, ReplyTexts } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquareText, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button, IconButton, TextButton } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import styles from './conversations.module.css';

const SOURCE = 'messages.repliesList';
const VARIABLES = '{contact.first_name}, {contact.name}, {contact.last_name}, {organisation.name}';

export function Canned({ contact, onChoose }: { contact: string; onChoose: (text: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button look="quiet" icon={MessageSquareText} onClick={() => setOpen(true)}>
        <Trans>Respostes preparades</Trans>
      </Button>
      {isOpen && (
        <CannedDialog
          contact={contact}
          onClose={() => setOpen(false)}
          onChoose={(text) => {
            setOpen(false);
            onChoose(text);
          }}
        />
      )}
    </div>
  );
}

interface DialogProps {
  contact: string;
  onClose: () => void;
  onChoose: (text: string) => void;
}

function CannedDialog({ contact, onClose, onChoose }: DialogProps) {
  const { t } = useLingui();
  const [edited, setEdited] = useState<Reply | 'new'>();
  const list = useRead([SOURCE, contact], (client) => client.messages.repliesList({ contact_id: contact }), { enabled: !edited });
  return (
    <Dialog title={t`Respostes preparades`} onClose={onClose}>
      {edited ? (
        <EditReply of={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      ) : list.error ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading />
      ) : (
        <>
          {!list.data.replies.length && (
            <p className="quiet">
              <Trans>Encara no n’hi ha cap.</Trans>
            </p>
          )}
          <ul className={styles.canned}>
            {list.data.replies.map((reply) => (
              <Choice key={reply.name} of={reply} onChoose={onChoose} onEdit={() => setEdited(reply)} />
            ))}
          </ul>
          <Actions>
            <Button onClick={() => setEdited('new')}>
              <Trans>Prepara’n una</Trans>
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

function Choice({ of: reply, onChoose, onEdit }: { of: Reply; onChoose: (text: string) => void; onEdit: () => void }) {
  const { t } = useLingui();
  const { name, text = '', missing } = reply;
  const archive = useWrite((client, which: string) => client.messages.repliesArchive({ name: which }), { again: [SOURCE], done: t`S’ha tret.` });
  return (
    <li>
      <div className={styles.line}>
        <TextButton onClick={() => onChoose(text)}>{name}</TextButton>
        <span className={styles.line}>
          <Button look="quiet" onClick={onEdit} aria-label={t`Edita ${name}`}>
            <Trans>Edita</Trans>
          </Button>
          <IconButton icon={Trash2} label={t`Treu ${name}`} onClick={() => archive.mutate(name)} disabled={archive.isPending} />
        </span>
      </div>
      <p className={styles.found}>{text}</p>
      {missing && (
        <p className="quiet">
          <Trans>No se sap: {missing.join(', ')}</Trans>
        </p>
      )}
    </li>
  );
}

function EditReply({ of: reply, onClose }: { of: Reply | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const { ca = '', es = '', en = '' } = reply?.texts ?? {};
  const form = useForm(
    { name: reply?.name ?? '', ca, es, en },
    (client, { name, ...texts }) =>
      client.messages.repliesDefine({
        name,
        texts: filledIn(texts),
        ...(reply?.subjects && { subjects: reply.subjects }),
        ...(reply?.variables && { variables: reply.variables }),
        ...(reply && name === reply.name && { version: reply.version }),
      }),
    { again: [SOURCE], done: t`S’ha desat.`, onDone: onClose },
  );
  return (
    <Form form={form} label={t`Resposta preparada`}>
      <TextField label={t`Nom`} {...form.field('name')} />
      <TextArea label={t`En català`} isOptional rows={3} {...form.field('ca', 'texts.ca')} hint={t`S’omplen soles: ${VARIABLES}.`} />
      <TextArea label={t`En castellà`} isOptional rows={3} {...form.field('es', 'texts.es')} />
      <TextArea label={t`En anglès`} isOptional rows={3} {...form.field('en', 'texts.en')} />
      <FormError form={form} />
      <Actions>
        <Button onClick={onClose}>
          <Trans>Torna</Trans>
        </Button>
        <SubmitButton form={form}>
          <Trans>Desa</Trans>
        </SubmitButton>
      </Actions>
    </Form>
  );
}

/** The texts that are not empty. */
function filledIn(texts: Record<'ca' | 'es' | 'en', string>): ReplyTexts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
}
