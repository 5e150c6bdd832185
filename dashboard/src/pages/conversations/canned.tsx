/** Canned replies: one is put into the message as the contact would read it; and they are kept here. */
import type { Reply } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { MessageSquareText, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button, IconButton, TextButton } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { MailHtml } from '~/ui/mail-html';
import { requestOf, valuesOf } from './canned-values';
import styles from './conversations.module.css';
import { FormattedReply } from './formatted-reply';

const SOURCE = 'messages.repliesList';
const OWN = '{comanda}';
const MARKS = '**negreta**, *cursiva*, [enllaç](https://…)';
const VARIABLES = '{contact.first_name}, {contact.name}, {contact.last_name}, {organisation.name}';

/** A reply as it is put into the message. */
export interface Filled {
  text: string;
  subject: string | undefined;
}

interface Chosen {
  reply: Reply;
  values: Record<string, string>;
}

const filled = ({ text = '', subject }: Reply): Filled => ({ text, subject });

interface CannedProps {
  contact: string;
  /** By which the reply goes: a mail has its format. */
  channel: string;
  onChoose: (reply: Filled) => void;
}

export function Canned({ contact, channel, onChoose }: CannedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button look="quiet" icon={MessageSquareText} onClick={() => setOpen(true)}>
        <Trans>Respostes preparades</Trans>
      </Button>
      {isOpen && (
        <CannedDialog
          contact={contact}
          channel={channel}
          onClose={() => setOpen(false)}
          onChoose={(reply) => {
            setOpen(false);
            onChoose(reply);
          }}
        />
      )}
    </div>
  );
}

function CannedDialog({ contact, channel, onClose, onChoose }: CannedProps & { onClose: () => void }) {
  const { t } = useLingui();
  const [edited, setEdited] = useState<Reply | 'new'>();
  const [asking, setAsking] = useState<Reply>();
  const [chosen, setChosen] = useState<Chosen>();
  const list = useRead([SOURCE, contact], (client) => client.messages.repliesList({ contact_id: contact }), { enabled: !edited });
  const put = (reply: Reply, values: Record<string, string>) =>
    reply.html && channel === 'email' ? setChosen({ reply, values }) : onChoose(filled(reply));
  const choose = (reply: Reply) => (reply.variables?.length ? setAsking(reply) : put(reply, {}));
  return (
    <Dialog title={t`Respostes preparades`} onClose={onClose}>
      {edited ? (
        <EditReply of={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      ) : chosen ? (
        <FormattedReply {...chosen} contact={contact} onSent={onClose} onClose={() => setChosen(undefined)} onText={() => onChoose(filled(chosen.reply))} />
      ) : asking ? (
        <FillReply of={asking} contact={contact} onClose={() => setAsking(undefined)} onFilled={put} />
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
              <Choice key={reply.name} of={reply} onChoose={() => choose(reply)} onEdit={() => setEdited(reply)} />
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

function Choice({ of: reply, onChoose, onEdit }: { of: Reply; onChoose: () => void; onEdit: () => void }) {
  const { t } = useLingui();
  const { name, text = '', variables } = reply;
  const missing = reply.missing?.filter((one) => !variables?.includes(one));
  const archive = useWrite((client, which: string) => client.messages.repliesArchive({ name: which }), { again: [SOURCE], done: t`S’ha tret.` });
  return (
    <li>
      <div className={styles.line}>
        <TextButton onClick={onChoose}>{name}</TextButton>
        <span className={styles.line}>
          <Button look="quiet" onClick={onEdit} aria-label={t`Edita ${name}`}>
            <Trans>Edita</Trans>
          </Button>
          <IconButton icon={Trash2} label={t`Treu ${name}`} onClick={() => archive.mutate(name)} disabled={archive.isPending} />
        </span>
      </div>
      {reply.html ? <MailHtml html={reply.html} label={t`Com es veu ${name}`} /> : <p className={styles.found}>{text}</p>}
      {missing && missing.length > 0 && (
        <p className="quiet">
          <Trans>No se sap: {missing.join(', ')}</Trans>
        </p>
      )}
    </li>
  );
}

interface FillProps {
  of: Reply;
  contact: string;
  onClose: () => void;
  onFilled: (reply: Reply, values: Record<string, string>) => void;
}

/** The values of a reply's own variables, with which it is put into the message. */
function FillReply({ of: { name, variables = [] }, contact, onClose, onFilled }: FillProps) {
  const { t } = useLingui();
  const form = useForm(
    Object.fromEntries(variables.map((variable) => [variable, ''])),
    (client, values) => client.messages.repliesList({ contact_id: contact, name, variables: values }),
    { onDone: ({ replies: [reply] }, values) => reply && onFilled(reply, values) },
  );
  return (
    <Form form={form} label={name}>
      {variables.map((variable) => (
        <TextField key={variable} label={variable} {...form.field(variable, `variables.${variable}`)} />
      ))}
      <FormError form={form} />
      <Actions>
        <Button onClick={onClose}>
          <Trans>Torna</Trans>
        </Button>
        <SubmitButton form={form}>{t`Posa-la al missatge`}</SubmitButton>
      </Actions>
    </Form>
  );
}

function EditReply({ of: reply, onClose }: { of: Reply | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const form = useForm(
    valuesOf(reply),
    (client, values) => client.messages.repliesDefine(requestOf(reply, values)),
    { again: [SOURCE], done: t`S’ha desat.`, onDone: onClose },
  );
  return (
    <Form form={form} label={t`Resposta preparada`}>
      <TextField label={t`Nom`} {...form.field('name')} />
      <TextArea label={t`En català`} isOptional rows={3} {...form.field('ca', 'texts.ca')} hint={t`S’omplen soles: ${VARIABLES}.`} />
      <TextArea label={t`En castellà`} isOptional rows={3} {...form.field('es', 'texts.es')} />
      <TextArea label={t`En anglès`} isOptional rows={3} {...form.field('en', 'texts.en')} />
      <SelectField
        label={t`Format, si s’envia per correu`}
        {...form.field('format')}
        options={[
          { value: 'plain', label: t`Text pla` },
          { value: 'markup', label: t`Amb format` },
        ]}
        hint={form.values.format === 'markup' ? t`S’escriu ${MARKS}; una llista té un guió o un número davant de cada línia. Els altres canals reben el text.` : undefined}
      />
      <TextField
        label={t`Variables pròpies`}
        isOptional
        {...form.field('variables')}
        hint={t`Els seus noms, separats per comes, com ara comanda. Al text s’escriuen entre claus: ${OWN}.`}
      />
      <details open={Boolean(reply?.subjects)}>
        <summary>{t`Assumpte, si s’envia per correu`}</summary>
        <TextField label={t`Assumpte (català)`} isOptional {...form.field('subject_ca', 'subjects.ca')} />
        <TextField label={t`Assumpte (castellà)`} isOptional {...form.field('subject_es', 'subjects.es')} />
        <TextField label={t`Assumpte (anglès)`} isOptional {...form.field('subject_en', 'subjects.en')} />
      </details>
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
