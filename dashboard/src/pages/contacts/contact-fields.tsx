/** The fields of a contact, for creating and editing one. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import type { useForm } from '~/app/use-form';
import { Button, IconButton } from '~/ui/button';
import { TextField } from '~/ui/field';
import { Beside } from '~/ui/page';
import { PickContact } from './contact-picker';
import styles from './contacts.module.css';
import type { ContactValues, Custom } from './fields';
import { AddressFields, TaxIdFields } from './fiscal-fields';

type Fill = Pick<ReturnType<typeof useForm<ContactValues, unknown>>, 'field'>;

export function ContactFields({ form, isPerson }: { form: Fill; isPerson: boolean }) {
  const { t } = useLingui();
  return (
    <>
      <TextField label={isPerson ? t`Nom i cognoms` : t`Nom o raó social`} autoComplete="off" {...form.field('name')} />
      <Beside>
        <TextField label={t`Correu electrònic`} type="email" isOptional autoComplete="off" {...form.field('email')} />
        <TextField label={t`Telèfon`} type="tel" isOptional autoComplete="off" {...form.field('phone')} />
      </Beside>
      {isPerson && <PersonFields form={form} />}
      {isPerson && <PickContact label={t`Empresa`} isOptional type="company" {...form.field('company_id')} />}
      <fieldset className={styles.group}>
        <legend>
          <Trans>Dades fiscals</Trans>
        </legend>
        <TaxIdFields field={form.field} />
        <AddressFields field={form.field} />
      </fieldset>
      <TextField label={t`Etiquetes`} isOptional hint={t`Separades per comes.`} autoComplete="off" {...form.field('tags')} />
      <CustomFields {...form.field('custom', 'custom_fields')} />
    </>
  );
}

/** What is known of a person. */
function PersonFields({ form }: { form: Fill }) {
  const { t } = useLingui();
  return (
    <>
      <Beside>
        <TextField label={t`Nom de pila`} isOptional autoComplete="off" {...form.field('first_name')} />
        <TextField label={t`Cognoms`} isOptional autoComplete="off" {...form.field('last_name')} />
      </Beside>
      <TextField label={t`Càrrec`} isOptional autoComplete="off" {...form.field('job_title')} />
      <Beside>
        <TextField label={t`Idioma`} isOptional hint={t`Un codi: ca, es, en.`} autoComplete="off" {...form.field('language')} />
        <TextField label={t`Aniversari`} isOptional hint={t`1985-03-15, o sense l’any --03-15.`} autoComplete="off" {...form.field('birthday')} />
      </Beside>
    </>
  );
}

interface CustomProps {
  value: Custom[];
  onChange: (rows: Custom[]) => void;
  error: string | undefined;
}

/** Fields of the organisation's own: a name and a value each. */
export function CustomFields({ value: rows, onChange, error }: CustomProps) {
  const { t } = useLingui();
  const put = (at: number, changes: Partial<Custom>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)));
  return (
    <fieldset className={styles.custom}>
      <legend>
        <Trans>Camps propis</Trans>
      </legend>
      {rows.map((row, at) => (
        <div key={at} className={styles.customRow}>
          <TextField label={t`Camp`} name={`custom-name-${at}`} error={undefined} value={row.name} onChange={(name) => put(at, { name })} />
          <TextField label={t`Valor`} name={`custom-value-${at}`} error={undefined} value={row.value} onChange={(value) => put(at, { value })} />
          <IconButton icon={Trash2} label={t`Treu el camp ${row.name}`} onClick={() => onChange(rows.filter((_, index) => index !== at))} />
        </div>
      ))}
      {error && <p role="alert">{error}</p>}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => onChange([...rows, { name: '', value: '' }])}>
          <Trans>Afegeix un camp</Trans>
        </Button>
      </div>
    </fieldset>
  );
}
