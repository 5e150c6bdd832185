/** The fields of a webhook, for the forms that make and change one; and the request of a filled form. */
import type { CreateWebhook, Webhook } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { EVENT_TYPE_NAMES, eventName, type EventType } from '~/app/event-types';
import type { useForm } from '~/app/use-form';
import { CheckField, Checkbox, SelectField, TextArea, TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { Beside } from '~/ui/page';
import { numberOf } from '~/ui/typed-number';
import styles from './webhooks.module.css';

export const EMPTY = {
  url: '',
  description: '',
  events: [] as EventType[],
  filter: '',
  headers: '',
  format: 'bivelio' as 'bivelio' | 'cloudevents',
  rate: '',
  ordering: false,
};
export type Values = typeof EMPTY;

/** The values of a form that changes a webhook. The values of its headers are never shown: empty leaves them. */
export function valuesOf(webhook: Webhook): Values {
  return {
    url: webhook.url,
    description: webhook.description ?? '',
    events: webhook.events as EventType[],
    filter: webhook.filter ?? '',
    headers: '',
    format: (webhook.payload_format ?? 'bivelio') as Values['format'],
    rate: webhook.rate_limit ? String(webhook.rate_limit) : '',
    ordering: webhook.ordering ?? false,
  };
}

/** What is sent of a form: `null` removes, which only a change may do. */
export function fieldsOf(values: Values): Omit<CreateWebhook, 'description' | 'filter' | 'rate_limit'> & {
  description: string | null;
  filter: string | null;
  rate_limit: number | null;
} {
  const { url, description, events, filter, headers, format, rate, ordering } = values;
  return {
    url: url.trim(),
    events,
    description: description.trim() || null,
    filter: filter.trim() || null,
    payload_format: format,
    rate_limit: numberOf(rate) ?? null,
    ordering,
    ...(headers.trim() && { headers: headersOf(headers) }),
  };
}

/** Lines of `Name: value`. */
export function headersOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim());
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

type FormOf = Pick<ReturnType<typeof useForm<Values, unknown>>, 'field' | 'values' | 'setValues'>;

export function WebhookFields({ form, headerNames = [] }: { form: FormOf; headerNames?: string[] | undefined }) {
  const { t } = useLingui();
  const hasAll = form.values.events.length === EVENT_TYPE_NAMES.length || (form.values.events as string[]).includes('*');
  const all = (value: boolean) => form.field('events').onChange(value ? EVENT_TYPE_NAMES : []);
  return (
    <>
      <TextField label={t`Adreça`} type="url" placeholder="https://" hint={t`Pública i amb https, al port 443 o 8443.`} {...form.field('url')} />
      <TextField label={t`Descripció`} isOptional {...form.field('description')} />
      <CheckField
        label={t`Esdeveniments`}
        isInARow
        {...form.field('events')}
        options={EVENT_TYPE_NAMES.map((value) => ({ value, label: eventName(value), hint: value }))}
      />
      <Checkbox label={t`Tots els esdeveniments`} name="all" value={hasAll} onChange={all} />
      <details>
        <summary>
          <Trans>Més opcions</Trans>
        </summary>
        <More form={form} headerNames={headerNames} />
      </details>
    </>
  );
}

function More({ form, headerNames }: { form: FormOf; headerNames: string[] }) {
  const { t } = useLingui();
  const known = headerNames.join(', ');
  return (
    <div className={styles.more}>
      <TextField
        label={t`Filtre`}
        isOptional
        hint={t`Una expressió JMESPath sobre l’esdeveniment: només s’envien aquells per als quals és certa.`}
        spellCheck={false}
        placeholder="data.total > `500`"
        {...form.field('filter')}
      />
      <TextArea
        label={t`Capçaleres`}
        isOptional
        hint={known ? t`Una per línia, «Nom: valor». Ara hi ha ${known}; si hi escrius, les substitueixes totes.` : t`Una per línia, «Nom: valor».`}
        spellCheck={false}
        {...form.field('headers')}
      />
      <Beside>
        <SelectField
          label={t`Format`}
          {...form.field('format', 'payload_format')}
          options={[
            { value: 'bivelio', label: 'BiVelio' },
            { value: 'cloudevents', label: 'CloudEvents 1.0' },
          ]}
        />
        <NumberField label={t`Peticions per segon`} isOptional isWhole hint={t`D’1 a 50; buit, sense límit.`} {...form.field('rate', 'rate_limit')} />
      </Beside>
      <Checkbox
        label={t`En ordre, l’un darrere l’altre`}
        hint={t`Un que falla atura els següents fins que s’accepta o ha fallat cinc vegades.`}
        {...form.field('ordering')}
      />
    </div>
  );
}
