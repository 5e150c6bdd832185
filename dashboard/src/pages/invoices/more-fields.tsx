/** What few invoices say. */
import type { CreateInvoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FieldProps, useForm } from '~/app/use-form';
import { Checkbox, SelectField, TextArea, TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { Beside } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import type { Values } from './edit-invoice';
import styles from './invoices.module.css';

export type Method = NonNullable<CreateInvoice['payment_method']>;

/** Closed, unless one of it is filled in or at fault. */
export function More({ form }: { form: ReturnType<typeof useForm<Values, unknown>> }) {
  const { t } = useLingui();
  const { recargo, discount, series, operation_date, payment_method, reference, notes } = form.values;
  const [wasFilled] = useState(recargo || [discount, series, operation_date, payment_method, reference, notes].some(Boolean));
  const fields = {
    discount: form.field('discount', 'discount.percent'),
    series: form.field('series'),
    operation_date: form.field('operation_date'),
    payment_method: form.field('payment_method'),
    reference: form.field('reference'),
    notes: form.field('notes'),
  };
  const isFaulty = Object.values(fields).some(({ error }) => error);
  return (
    <details className={styles.more} open={isFaulty || wasFilled || undefined}>
      <summary>
        <Trans>Descompte, recàrrec, sèrie, forma de pagament i notes</Trans>
      </summary>
      <div>
        <Beside>
          <NumberField label={t`Descompte de tota la factura, %`} isOptional {...fields.discount} />
          <PaymentMethod {...fields.payment_method} />
          <TimeField label={t`Dia de l’operació`} isOptional hint={t`Si no és el de la factura.`} {...fields.operation_date} />
          <TextField label={t`Sèrie`} isOptional hint={t`Buida vol dir la de sempre.`} {...fields.series} />
          <TextField label={t`Referència del client`} isOptional {...fields.reference} />
        </Beside>
        <Checkbox label={t`Amb recàrrec d’equivalència, perquè el client és un comerç minorista que hi està acollit`} {...form.field('recargo')} />
        <TextArea label={t`Notes`} isOptional hint={t`Es veuen al peu de la factura.`} {...fields.notes} />
      </div>
    </details>
  );
}

function PaymentMethod(field: FieldProps<Method | ''>) {
  const { t } = useLingui();
  const options: { value: Method | ''; label: string }[] = [
    { value: '', label: t`La de sempre` },
    { value: 'transfer', label: t`Transferència` },
    { value: 'direct_debit', label: t`Rebut domiciliat` },
    { value: 'card', label: t`Targeta` },
    { value: 'cash', label: t`Efectiu` },
    { value: 'bizum', label: 'Bizum' },
    { value: 'cheque', label: t`Xec` },
    { value: 'promissory_note', label: t`Pagaré` },
    { value: 'other', label: t`Una altra manera` },
  ];
  return <SelectField label={t`Com es paga`} options={options} {...field} />;
}
