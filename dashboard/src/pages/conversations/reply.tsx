/** The reply to a conversation. On WhatsApp freely within 24 hours of the contact's last message, else with a template. */
import type { MessageTemplate, SendMessage } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { When } from '~/ui/when';
import { Canned, type Filled } from './canned';
import styles from './conversations.module.css';
import { Suggestion } from './suggestion';

type Channel = SendMessage['channel'];

interface Props {
  contact: string;
  /** The channel of the newest message. */
  channel: string | undefined;
  /** Until when WhatsApp lets one write freely. */
  until: Date | undefined;
}

const CHECKED_EACH = 30_000;
const AGAIN: Source[] = ['messages.list', 'messages.conversations', 'messages.conversationsGet'];

/** The name under which the thread finds the replies that are being sent: it shows them at once. */
export const sendingTo = (contact: string) => ['messages.send', contact] as const;

/** The field is empty as soon as the reply is on its way; when it fails, what was typed is there again. */
export function Reply({ contact, channel, until }: Props) {
  const { t } = useLingui();
  const isKnown = channel === 'whatsapp' || channel === 'telegram' || channel === 'email' || channel === 'webchat';
  const form = useForm(
    { channel: (isKnown ? channel : 'email') as Channel, body: '', subject: '', template: '', parameters: [] as string[], names: [] as string[] },
    (client, values) => client.messages.send({ channel: values.channel, contact_id: contact, message: contentOf(values) }),
    { name: sendingTo(contact), again: AGAIN, done: t`S’ha enviat.` },
  );
  const sent = useRef<Values>(undefined);
  const { error, setValues } = form;
  useEffect(() => {
    const { current: typed } = sent;
    if (error && typed) setValues((now) => (now.body || now.template ? now : { ...typed, channel: now.channel }));
  }, [error, setValues]);
  const submit = () => {
    sent.current = form.values;
    form.submit();
    form.setValues({ ...form.values, body: '', template: '', parameters: [], names: [] });
  };
  const { channel: by } = form.values;
  const isOpen = useIsOpen(by, until);
  const add = (text: string) => form.setValues((now) => ({ ...now, body: now.body ? `${now.body}\n${text}` : text }));
  const put = ({ text, subject }: Filled) => {
    add(text);
    if (subject) form.setValues((now) => ({ ...now, subject }));
  };
  return (
    <>
      {isOpen && (
        <div className={styles.helps}>
          <Canned contact={contact} onChoose={put} />
          <Suggestion key={contact} contact={contact} onSuggest={add} />
        </div>
      )}
      <Form form={{ ...form, submit }} label={t`Respon`}>
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
        {isOpen ? (
          <>
            {by === 'email' && <TextField label={t`Assumpte`} {...form.field('subject', 'message.subject')} />}
            <TextArea label={t`Missatge`} rows={3} {...form.field('body', 'message.body')} />
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
          <SubmitButton form={form}>
            <Trans>Envia</Trans>
          </SubmitButton>
        </div>
      </Form>
    </>
  );
}

/** A reply as it is written. */
export interface Values {
  channel: Channel;
  body: string;
  subject: string;
  /** `name/language`. */
  template: string;
  parameters: string[];
  /** The names of the template's variables, where they have names. */
  names: string[];
}

/** The content of a message, as the API takes it. */
export function contentOf({ channel, body, subject, template, parameters, names }: Values): NonNullable<SendMessage['message']> {
  if (channel === 'whatsapp' && template) {
    const at = template.lastIndexOf('/');
    const variables = Object.fromEntries(names.map((name, place) => [name, parameters[place] ?? '']));
    const filled = names.length ? { variables } : parameters.length ? { parameters } : {};
    return { type: 'template', name: template.slice(0, at), language: template.slice(at + 1), ...filled };
  }
  return { type: 'text', body, ...(channel === 'email' && subject.trim() && { subject: subject.trim() }) };
}

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
          { value: '', label: approved.length ? t`Tria’n una` : t`No n’hi ha cap d’aprovada` },
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
