/** The fields of a deal, in the forms of a new one and of one that is changed. */
import type { Deal } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { PickContact } from '../contacts/contact-picker';

export const NOTHING = { title: '', amount: '', contact_id: '', company_id: '', expected_close: '' };
export type DealValues = typeof NOTHING;

/** What a form begins with. */
export function valuesOf({ title, amount, contact_id, company_id, expected_close }: Deal): DealValues {
  return { title, amount: String(amount ?? ''), contact_id: contact_id ?? '', company_id: company_id ?? '', expected_close: expected_close ?? '' };
}

/** What is sent for a new deal: what has a value. */
export function filled({ title, ...others }: DealValues) {
  return { title: title.trim(), ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== '')) };
}

/** What is sent of a deal that is there: what has changed; an emptied field is null. */
export function changesOf(before: Deal, values: DealValues): { [name: string]: string | null } {
  const former = valuesOf(before);
  const names = (Object.keys(NOTHING) as (keyof DealValues)[]).filter((name) => values[name].trim() !== former[name]);
  return Object.fromEntries(names.map((name) => [name, name === 'title' ? values.title.trim() : values[name].trim() || null]));
}

interface DealFieldsProps {
  form: { field: (name: keyof DealValues) => FieldProps<string> };
  currency: string;
}

export function DealFields({ form, currency }: DealFieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <TextField label={t`Títol`} {...form.field('title')} />
      <NumberField label={t`Import`} isOptional currency={currency} {...form.field('amount')} />
      <PickContact label={t`Contacte`} isOptional {...form.field('contact_id')} />
      <PickContact label={t`Empresa`} isOptional type="company" {...form.field('company_id')} />
      <TimeField kind="day" label={t`Tancament previst`} isOptional {...form.field('expected_close')} />
    </>
  );
}
