/** What a message says: a text, or a template of WhatsApp with its variables. */
import type { MessageTemplate } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { ErrorState } from '~/ui/error-state';
import { RadioField, SelectField } from '~/ui/field';
import { isFields } from '../../logic/access';
import type { Schemas } from '../../logic/schema';
import { fieldWord } from './field-words';
import styles from './form.module.css';
import { useFaultAt } from './readable';
import { Slot, withField } from './slot';

type Json = Record<string, unknown>;

interface Props {
  path: string;
  /** The whole input of the step: a text may stand in `body` or in `message`. */
  value: Json;
  onChange: (value: Json) => void;
}

/** Whether the form knows what a message is: a text or a template. */
export function isPlainMessage({ message }: Json): boolean {
  return message === undefined || (isFields(message) && ['text', 'template', undefined].includes(message['type'] as string | undefined));
}

const NO_SCHEMAS: Schemas = {};

export function MessageForm({ path, value, onChange }: Props) {
  const { t } = useLingui();
  const message = isFields(value['message']) ? value['message'] : undefined;
  const isTemplate = message?.['type'] === 'template';
  const isEmail = value['channel'] === 'email';
  const { body: _, subject: __, message: ___, ...others } = value;
  const choose = (kind: 'text' | 'template') => onChange(kind === 'template' ? { ...others, message: { type: 'template', name: '', language: 'ca' } } : { ...others, message: { type: 'text', body: '' } });
  const inMessage = (next: Json) => onChange({ ...value, message: next });
  // A text stands where it stood.
  const [holder, at, write] = message ? [message, `${path}.message`, inMessage] : [value, path, onChange];
  const text = (name: 'body' | 'subject') => (
    <Slot name={name} label={fieldWord(name)} schema={{ type: 'string' }} schemas={NO_SCHEMAS} kind="text" isRequired={name === 'body'} path={`${at}.${name}`} value={holder[name]} onChange={(next) => write(withField(holder, name, next))} />
  );
  return (
    <>
      {(value['channel'] === 'whatsapp' || isTemplate) && (
        <RadioField<'text' | 'template'>
          label={t`Què s’envia`}
          hint={t`Qui no t’ha escrit en 24 hores només pot rebre una plantilla aprovada.`}
          name={`${path}-kind`}
          error={undefined}
          value={isTemplate ? 'template' : 'text'}
          onChange={choose}
          isInARow
          options={[
            { value: 'text', label: t`Un text` },
            { value: 'template', label: t`Una plantilla` },
          ]}
        />
      )}
      {isTemplate && message ? (
        <TemplateForm path={`${path}.message`} value={message} onChange={inMessage} />
      ) : (
        <>
          {(isEmail || holder['subject'] !== undefined) && text('subject')}
          {text('body')}
        </>
      )}
    </>
  );
}

const nameOf = ({ name, language }: { name: unknown; language: unknown }) => `${String(name ?? '')}/${String(language ?? '')}`;

function TemplateForm({ path, value, onChange }: { path: string; value: Json; onChange: (value: Json) => void }) {
  const { t } = useLingui();
  const error = useFaultAt(`${path}.name`);
  const list = useRead(['messages.templates'], (client) => client.messages.templates({ per_page: 100 }));
  const approved = (list.data?.templates ?? []).filter(({ status }) => status === 'APPROVED');
  const given = value['name'] ? nameOf({ name: value['name'], language: value['language'] }) : '';
  const chosen = approved.find((one) => nameOf(one) === given);
  const choose = (next: string) => {
    const template = approved.find((one) => nameOf(one) === next);
    onChange(template ? filled(template) : { type: 'template', name: '', language: 'ca' });
  };
  const isUnknown = given !== '' && !chosen;
  const parameters = Array.isArray(value['parameters']) ? (value['parameters'] as unknown[]) : [];
  const variables = isFields(value['variables']) ? value['variables'] : {};
  return (
    <>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <SelectField
        label={t`Plantilla`}
        name={`${path}.name`}
        error={error}
        value={given}
        onChange={choose}
        options={[
          { value: '', label: list.isPending ? t`S’està carregant…` : approved.length ? t`Tria’n una` : t`No n’hi ha cap d’aprovada` },
          ...approved.map((one) => ({ value: nameOf(one), label: `${one.name} (${one.language})` })),
          ...(isUnknown ? [{ value: given, label: given.replace('/', ' · ') }] : []),
        ]}
      />
      {chosen?.body && (
        <figure className={styles.sample}>
          <figcaption>
            <Trans>El text de la plantilla</Trans>
          </figcaption>
          <blockquote>{chosen.body}</blockquote>
        </figure>
      )}
      {parameters.map((one, at) => {
        const number = at + 1;
        return (
          <Slot key={at} name="" label={t`Valor de la variable ${number}`} schema={{ type: 'string' }} schemas={NO_SCHEMAS} kind="text" isRequired path={`${path}.parameters[${at}]`} value={one} onChange={(next) => onChange({ ...value, parameters: parameters.map((each, other) => (other === at ? (next ?? '') : each)) })} />
        );
      })}
      {Object.entries(variables).map(([name, one]) => (
        <Slot key={name} name="" label={t`Valor de la variable ${name}`} schema={{ type: 'string' }} schemas={NO_SCHEMAS} kind="text" isRequired path={`${path}.variables.${name}`} value={one} onChange={(next) => onChange({ ...value, variables: { ...variables, [name]: next ?? '' } })} />
      ))}
    </>
  );
}

/** A template with a place for each of its variables. */
function filled({ name, language, parameters, variables }: MessageTemplate): Json {
  const values = variables?.length ? { variables: Object.fromEntries(variables.map((one) => [one, ''])) } : parameters ? { parameters: Array.from({ length: parameters }, () => '') } : {};
  return { type: 'template', name, language, ...values };
}
