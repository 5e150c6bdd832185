/** The reply to a conversation. On WhatsApp freely within 24 hours of the contact's last message, else with a template. */
import type { BiVelio, MessageTemplate, SentMessage } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { type ClipboardEvent, useEffect, useRef, useState } from 'react';
import { useFileQueue } from '~/app/use-file-queue';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { DropArea } from '~/ui/drop-area';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { When } from '~/ui/when';
import { Canned, type Filled } from './canned';
import styles from './conversations.module.css';
import { useDraftOf, useKeptReply } from './reply-draft';
import { AttachButton, ReplyFiles } from './reply-files';
import { AGAIN, type AttachedFile, type Channel, EMPTY, isWorthKeeping, keyedContents, takesFiles, type Values, withKeys } from './reply-values';
import { Suggestion } from './suggestion';

interface Props {
  contact: string;
  /** The channel of the newest message. */
  channel: string | undefined;
  /** Until when WhatsApp lets one write freely. */
  until: Date | undefined;
}

const CHECKED_EACH = 30_000;

/** The name under which the thread finds the replies that are being sent: it shows them at once. */
export const sendingTo = (contact: string) => ['messages.send', contact] as const;

/** The field is empty as soon as the reply is on its way; when it fails or the page is left before, what was typed is there again. */
export function Reply({ contact, channel, until }: Props) {
  const { t } = useLingui();
  const isKnown = channel === 'whatsapp' || channel === 'telegram' || channel === 'email' || channel === 'webchat';
  const draft = useDraftOf(contact);
  const initial: Values = { ...EMPTY, channel: isKnown ? channel : 'email', ...draft.typed };
  const takeBack = useRef((_values: Values): boolean => false);
  const send = (client: BiVelio, values: Values) => draft.answered(values, sendAll(client, contact, values), (failed) => takeBack.current(failed));
  const form = useForm(initial, send, { name: sendingTo(contact), again: AGAIN, done: t`S’ha enviat.` });
  const { setValues } = form;
  takeBack.current = (failed) => {
    if (isWorthKeeping(form.values)) return false;
    setValues((now) => ({ ...failed, channel: now.channel }));
    return true;
  };
  useKeptReply(contact, form.values);
  const files = useReplyFiles(setValues);
  const { channel: by } = form.values;
  const isOpen = useIsOpen(by, until);
  const isTaken = takesFiles(by) || !(form.values.files.length || files.uploads.length);
  const [isCutOff, setCutOff] = useState(draft.isCutOff);
  const submit = () => {
    if (files.isPending || !isTaken) return;
    const values = withKeys(form.values);
    const next = draft.go(values);
    form.submitAs(values);
    form.setValues((now) => next ?? { ...now, ...EMPTY, subject: now.subject });
    setCutOff(false);
  };
  const add = (text: string) => form.setValues((now) => ({ ...now, body: now.body ? `${now.body}\n${text}` : text }));
  const put = ({ text, subject }: Filled) => {
    add(text);
    if (subject) form.setValues((now) => ({ ...now, subject }));
  };
  const attached = form.field('files', 'message.files');
  const alone = form.field('files', 'message.document_id');
  return (
    <DropArea label={t`Deixa’ls anar per adjuntar-los`} isMany isOff={!isOpen || !takesFiles(by)} onFile={files.add}>
      {isOpen && (
        <div className={styles.helps}>
          <Canned contact={contact} channel={by} onChoose={put} />
          {takesFiles(by) && <AttachButton onChoose={files.add} />}
          <Suggestion key={contact} contact={contact} onSuggest={add} />
        </div>
      )}
      <Form form={{ ...form, submit, isPending: form.isPending || files.isPending }} label={t`Respon`}>
        <SelectField
          label={t`Canal`}
          {...form.field('channel')}
          options={[
            { value: 'whatsapp', label: 'WhatsApp' },
            { value: 'telegram', label: 'Telegram' },
            { value: 'email', label: t`Correu` },
            { value: 'webchat', label: t`Xat web` },
          ]}
        />
        {by === 'whatsapp' && <Window until={until} isOpen={isOpen} />}
        {isCutOff && isWorthKeeping(form.values) && (
          <Note tone="warning">{t`S’estava enviant quan vas marxar de la pàgina: si no surt a la conversa, torna-ho a enviar.`}</Note>
        )}
        {isOpen ? (
          <>
            {by === 'email' && <TextField label={t`Assumpte`} {...form.field('subject', 'message.subject')} />}
            <ReplyFiles
              files={form.values.files}
              uploads={files.uploads}
              error={attached.error ?? alone.error}
              onRemove={files.drop}
              onTakeBack={files.remove}
              onAgain={files.again}
            />
            {!isTaken && <Note tone="warning">{t`El xat web només porta text: treu els fitxers o tria un altre canal.`}</Note>}
            <TextArea label={t`Missatge`} rows={3} {...form.field('body', 'message.body')} onPaste={takesFiles(by) ? pasted(files.add) : undefined} />
          </>
        ) : (
          <Template
            template={form.field('template', 'message.name')}
            parameters={form.field('parameters', 'message.parameters')}
            names={form.field('names', 'message.variables')}
          />
        )}
        <FormError form={form} />
        <div className={styles.send}>
          <SubmitButton form={{ ...form, isPending: form.isPending || files.isPending }}>
            {files.isPending ? <Trans>S’estan pujant els fitxers…</Trans> : <Trans>Envia</Trans>}
          </SubmitButton>
        </div>
      </Form>
    </DropArea>
  );
}

/** Send the messages of a reply in their order: sent again after a failure or by another load of the page, none goes twice. */
async function sendAll(client: BiVelio, contact: string, values: Values): Promise<SentMessage[]> {
  const answers: SentMessage[] = [];
  for (const { content: message, key: idempotencyKey } of keyedContents(values)) {
    answers.push(await client.messages.send({ channel: values.channel, contact_id: contact, message }, { idempotencyKey }));
  }
  return answers;
}

/** The files that are on their way into a reply; one that is taken out of it is deleted. */
function useReplyFiles(setValues: (change: (now: Values) => Values) => void) {
  const change = (next: (files: AttachedFile[]) => AttachedFile[]) => setValues((now) => ({ ...now, files: next(now.files) }));
  const remove = useWrite((client, { id }: AttachedFile) => client.documents.delete(id), { again: ['documents.list'] });
  const queue = useFileQueue(async (client, file, options) => {
    const { document_id: id, filename: name, mime_type: type = '', size_bytes: bytes } = await client.documents.upload(file, {}, options);
    if (!options.signal.aborted) change((files) => [...files, { id, name, type, bytes }]);
  });
  return {
    ...queue,
    uploads: queue.files.filter(({ state }) => state !== 'done'),
    drop: (file: AttachedFile) => {
      change((files) => files.filter(({ id }) => id !== file.id));
      remove.mutate(file);
    },
  };
}

/** What is pasted with the text: pictures of the screen, files that were copied. */
const pasted = (add: (file: File) => void) => (event: ClipboardEvent) => {
  const { files } = event.clipboardData;
  if (!files.length) return;
  event.preventDefault();
  for (const file of files) add(file);
};

/** Whether one may write freely; looked at again while the page is open. */
function useIsOpen(channel: Channel, until: Date | undefined): boolean {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CHECKED_EACH);
    return () => clearInterval(timer);
  }, []);
  return channel !== 'whatsapp' || (until !== undefined && now < until.getTime());
}

function Window({ until, isOpen }: { until: Date | undefined; isOpen: boolean }) {
  if (isOpen && until) {
    return (
      <p className="quiet">
        <Trans>
          Pots escriure lliurement fins <When at={until.toISOString()} />.
        </Trans>
      </p>
    );
  }
  return (
    <Note tone="warning">
      <Trans>
        Han passat més de 24 hores des del seu últim missatge: WhatsApp només deixa enviar una plantilla aprovada. Quan
        respongui, podràs tornar a escriure lliurement.
      </Trans>
    </Note>
  );
}

interface TemplateProps {
  template: { name: string; value: string; onChange: (value: string) => void; error: string | undefined };
  parameters: { value: string[]; onChange: (value: string[]) => void; error: string | undefined };
  names: { value: string[]; onChange: (value: string[]) => void; error: string | undefined };
}

/** A template of WhatsApp, with the values of its variables. */
function Template({ template, parameters, names }: TemplateProps) {
  const { t } = useLingui();
  const list = useRead(['messages.templates'], (client) => client.messages.templates({ per_page: 100 }));
  if (list.error) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const approved = (list.data?.templates ?? []).filter(({ status }) => status === 'APPROVED');
  const name = (one: MessageTemplate) => `${one.name}/${one.language}`;
  const chosen = approved.find((one) => name(one) === template.value);
  const choose = (value: string) => {
    template.onChange(value);
    const now = approved.find((one) => name(one) === value);
    parameters.onChange(Array.from({ length: now?.parameters ?? 0 }, () => ''));
    names.onChange(now?.variables ?? []);
  };
  return (
    <>
      <SelectField
        label={t`Plantilla`}
        {...template}
        onChange={choose}
        options={[
          { value: '', label: list.isPending ? t`S’està carregant…` : approved.length ? t`Tria’n una` : t`No n’hi ha cap d’aprovada` },
          ...approved.map((one) => ({ value: name(one), label: `${one.name} (${one.language})` })),
        ]}
      />
      {chosen?.body && <blockquote className={styles.body}>{chosen.body}</blockquote>}
      {parameters.value.map((value, at) => (
        <TextField
          key={at}
          label={t`Valor de la variable ${names.value[at] ?? at + 1}`}
          name={`parameter-${at}`}
          error={at === 0 ? (parameters.error ?? names.error) : undefined}
          value={value}
          onChange={(next) => parameters.onChange(parameters.value.map((one, index) => (index === at ? next : one)))}
        />
      ))}
    </>
  );
}
