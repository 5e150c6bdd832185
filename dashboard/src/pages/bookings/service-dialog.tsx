/** The form of a service: what it is, who gives it, how long it takes, and when it may be booked. */
import type { BookableService, PersonHours } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { LANGUAGES, type Language } from '~/app/language';
import { type FieldProps, useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { CheckField, Checkbox, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import styles from './bookings.module.css';
import { AGAIN, named } from './reading';
import { noticesFor, type ServiceValues, serviceOf, valuesOf } from './service-values';

interface ServiceDialogProps {
  of: BookableService | undefined;
  people: PersonHours[];
  onClose: () => void;
}

type FormOf = ReturnType<typeof useForm<ServiceValues, BookableService>>;

export function ServiceDialog({ of: given, people, onClose }: ServiceDialogProps) {
  const { t } = useLingui();
  const [service] = useState(given); // what one began with, whatever is read meanwhile
  const ids = people.map(({ person_id }) => person_id);
  const form = useForm(valuesOf(service, ids), (client, values) => client.calendar.servicesSave(serviceOf(values, service)), {
    again: AGAIN,
    done: ({ name }) => t`S’ha desat «${named(name)}».`,
    onDone: onClose,
  });
  const title = service ? t`Edita «${named(service.name)}»` : t`Crea un servei`;
  const known = people.map(({ person_id: value, name: label }) => ({ value, label }));
  const gone = (service?.people ?? []).filter((id) => !ids.includes(id)).map((id) => ({ value: id, label: id }));
  return (
    <Dialog title={title} kind="wide" onClose={onClose}>
      <Form form={form} label={title}>
        <Names form={form} />
        <CheckField label={t`Qui el fa`} isInARow {...form.field('people')} options={[...known, ...gone]} />
        <div className={styles.fields}>
          <NumberField label={t`Quant dura, en minuts`} isWhole {...form.field('duration', 'duration_minutes')} />
          <TextField label={t`Preu`} isOptional placeholder="45 €" autoComplete="off" {...form.field('price')} />
          <TextField label={t`Lloc`} isOptional autoComplete="off" {...form.field('location')} />
          <NumberField label={t`Places`} isWhole hint={t`Més d’una per a classes i grups.`} {...form.field('places')} />
        </div>
        <When form={form} />
        <Checkbox
          label={t`Té una pàgina per demanar hora`}
          hint={t`Qualsevol que tingui l’enllaç hi pot demanar hora, sense compte.`}
          name="public"
          value={form.values.isPublic}
          onChange={(isPublic) => form.setValues({ ...form.values, isPublic })}
        />
        {service && (
          <Checkbox
            label={t`Es pot demanar`}
            hint={t`Si el pares, no s’ofereix cap hora. Les cites que ja hi ha es queden.`}
            name="active"
            value={form.values.isActive}
            onChange={(isActive) => form.setValues({ ...form.values, isActive })}
          />
        )}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

function Names({ form }: { form: FormOf }) {
  const { t } = useLingui();
  const names: Record<Language, string> = { ca: t`Nom en català`, es: t`Nom en castellà`, en: t`Nom en anglès` };
  const descriptions: Record<Language, string> = { ca: t`Descripció en català`, es: t`Descripció en castellà`, en: t`Descripció en anglès` };
  const field = (group: 'names' | 'descriptions', at: string, one: Language): FieldProps<string> => {
    const { value, onChange, error, name } = form.field(group, one === 'ca' ? at : `${at}.${one}`);
    return { name: `${name}-${one}`, value: value[one], onChange: (text) => onChange({ ...value, [one]: text }), error };
  };
  return (
    <>
      <div className={styles.fields}>
        {LANGUAGES.map((one) => (
          <TextField key={one} label={names[one]} isOptional={one !== 'ca'} autoComplete="off" {...field('names', 'name', one)} />
        ))}
      </div>
      <details className={styles.more}>
        <summary>{t`Descripció`}</summary>
        <div className={styles.fields}>
          {LANGUAGES.map((one) => (
            <TextArea key={one} label={descriptions[one]} isOptional rows={3} {...field('descriptions', 'description', one)} />
          ))}
        </div>
      </details>
    </>
  );
}

function When({ form }: { form: FormOf }) {
  const { t } = useLingui();
  return (
    <fieldset className={styles.group}>
      <legend>{t`Quan es pot demanar`}</legend>
      <div className={styles.fields}>
        <SelectField
          label={t`Antelació mínima`}
          {...form.field('notice', 'notice_minutes')}
          options={noticesFor(form.values.notice).map((value) => ({ value, label: <Notice minutes={Number(value)} /> }))}
        />
        <NumberField label={t`Fins a quants dies vista`} isWhole {...form.field('window', 'window_days')} />
        <NumberField label={t`Temps lliure abans, en minuts`} isWhole {...form.field('before', 'buffer_before_minutes')} />
        <NumberField label={t`Temps lliure després, en minuts`} isWhole {...form.field('after', 'buffer_after_minutes')} />
        <NumberField label={t`Màxim al dia per persona`} isOptional isWhole {...form.field('most', 'most_a_day')} />
        <NumberField
          label={t`Cada quants minuts s’ofereix una hora`}
          isOptional
          isWhole
          hint={t`Si ho deixes buit, tants com dura.`}
          {...form.field('interval', 'interval_minutes')}
        />
      </div>
    </fieldset>
  );
}

function Notice({ minutes }: { minutes: number }) {
  if (!minutes) return <Trans>Cap</Trans>;
  if (minutes % 1440 === 0) return <Plural value={minutes / 1440} one="# dia" other="# dies" />;
  if (minutes % 60 === 0) return <Plural value={minutes / 60} one="# hora" other="# hores" />;
  return <Trans>{minutes} min</Trans>;
}
