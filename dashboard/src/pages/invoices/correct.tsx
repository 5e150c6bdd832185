/** Correcting what was read of a supplier's invoice, before it is booked. Without a change it says that somebody has compared it. */
import type { CorrectInvoice, Invoice, TaxLine } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useForm } from '~/app/use-form';
import { Button, IconButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Checkbox, SelectField, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import { Beside } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { numberOf, valueOf } from '~/ui/typed-number';
import { PickContact } from '../contacts/contact-picker';
import styles from './invoices.module.css';

interface TaxValues {
  tax_rate: string;
  base: string;
  tax_amount: string;
  /** What the form does not show: recargo, the category. */
  kept: Partial<TaxLine>;
}

interface Values extends Record<string, unknown> {
  number: string;
  document_type: 'invoice' | 'rectification';
  client_id: string;
  issue_date: string;
  due_date: string;
  taxes: TaxValues[];
  irpf: string;
  total: string;
  anyway: boolean;
  reason: string;
}

const EMPTY_TAX: TaxValues = { tax_rate: '21', base: '', tax_amount: '', kept: {} };

interface CorrectProps {
  of: Invoice;
  onClose: () => void;
}

export function Correct({ of: invoice, onClose }: CorrectProps) {
  const { t } = useLingui();
  const { id, number, currency, version } = invoice;
  const before: Values = {
    number,
    document_type: invoice.document_type === 'rectification' ? 'rectification' : 'invoice',
    client_id: invoice.client?.id ?? '',
    issue_date: invoice.issue_date,
    due_date: invoice.due_date ?? '',
    taxes: (invoice.tax_breakdown ?? []).map(({ tax_rate, base, tax_amount, ...kept }) => ({ tax_rate: valueOf(tax_rate), base: valueOf(base), tax_amount: valueOf(tax_amount), kept })),
    irpf: invoice.irpf_amount ? valueOf(invoice.irpf_amount) : '',
    total: valueOf(invoice.total),
    anyway: false,
    reason: t`Comparada amb la factura del proveïdor`,
  };
  const form = useForm(before, (api, values) => api.invoices.correct(id, { ...changesOf(before, values), version }), {
    again: ['invoices.list', 'invoices.get'],
    done: t`S’ha desat la correcció.`,
    onDone: onClose,
  });
  const differs = form.others.some(({ constraint }) => constraint === 'sum_differs') || form.values.anyway || !!form.error;
  return (
    <Dialog title={t`Corregeix ${number}`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <Beside>
          <PickContact label={t`Proveïdor`} {...form.field('client_id')} />
          <TextField label={t`Número del proveïdor`} {...form.field('number')} />
          <SelectField
            label={t`Què és`}
            options={[
              { value: 'invoice', label: t`Factura` },
              { value: 'rectification', label: t`Abonament` },
            ]}
            {...form.field('document_type')}
          />
        </Beside>
        <Beside>
          <TimeField label={t`Data`} {...form.field('issue_date')} />
          <TimeField label={t`Venciment`} isOptional {...form.field('due_date')} />
        </Beside>
        <Taxes currency={currency} value={form.values.taxes} onChange={(taxes) => form.field('taxes', 'tax_breakdown').onChange(taxes)} error={form.field('taxes', 'tax_breakdown').error} />
        <Beside>
          <NumberField label={t`Total, abans de la retenció`} currency={currency} {...form.field('total')} />
          <NumberField label={t`Retenció d’IRPF`} isOptional currency={currency} {...form.field('irpf', 'irpf_amount')} />
        </Beside>
        <TextField label={t`Per què`} hint={t`Queda escrit amb el teu nom i l’hora.`} {...form.field('reason')} />
        {differs && <Checkbox label={t`La factura del proveïdor no suma: deixa-la com és`} {...form.field('anyway', 'allow_difference')} />}
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa-la com a revisada</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

interface TaxesProps {
  currency: string;
  value: TaxValues[];
  onChange: (taxes: TaxValues[]) => void;
  error: string | undefined;
}

/** A row for each rate; the tax follows from the base until somebody types another one. */
function Taxes({ currency, value: taxes, onChange, error }: TaxesProps) {
  const { t } = useLingui();
  const put = (at: number, changes: Partial<TaxValues>) => onChange(taxes.map((tax, index) => (index === at ? { ...tax, ...changes } : tax)));
  const own = (at: number, name: 'tax_rate' | 'base' | 'tax_amount') => ({
    name: `tax_breakdown[${at}].${name}`,
    value: taxes[at]?.[name] ?? '',
    onChange: (typed: string) => put(at, { [name]: typed, ...(name !== 'tax_amount' && taxOf({ ...(taxes[at] as TaxValues), [name]: typed })) }),
    error: undefined,
  });
  return (
    <fieldset className={styles.lines}>
      <legend>
        <Trans>IVA, per tipus</Trans>
      </legend>
      {taxes.map((_, at) => (
        <div key={at} className={styles.tax}>
          <NumberField label={t`IVA, %`} {...own(at, 'tax_rate')} />
          <NumberField label={t`Base`} currency={currency} {...own(at, 'base')} />
          <NumberField label={t`Quota`} currency={currency} {...own(at, 'tax_amount')} />
          <IconButton icon={Trash2} label={t`Treu el tipus ${at + 1}`} disabled={taxes.length === 1} onClick={() => onChange(taxes.filter((__, index) => index !== at))} />
        </div>
      ))}
      {error && (
        <p className={styles.fault} role="alert">
          {error}
        </p>
      )}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => onChange([...taxes, EMPTY_TAX])}>
          <Trans>Afegeix un tipus d’IVA</Trans>
        </Button>
      </div>
    </fieldset>
  );
}

function taxOf({ tax_rate, base }: TaxValues): Partial<TaxValues> {
  const [rate, amount] = [numberOf(tax_rate), numberOf(base)];
  return rate === undefined || amount === undefined ? {} : { tax_amount: valueOf(Math.round(amount * rate) / 100) };
}

/** What was changed; the totals by rate go together. */
function changesOf(before: Values, { taxes, irpf, due_date, anyway, reason, ...values }: Values): Omit<CorrectInvoice, 'id'> {
  const plain = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== before[name] && value !== ''));
  const areChanged = JSON.stringify(taxes) !== JSON.stringify(before.taxes);
  return {
    ...plain,
    reason: reason.trim(),
    ...(due_date !== before.due_date && { due_date: (due_date || null) as string }), // null takes it away
    ...(irpf !== before.irpf && { irpf_amount: (irpf || null) as string }),
    ...(areChanged && { tax_breakdown: taxes.map(({ kept, ...tax }) => ({ ...recargoOf(kept), ...tax })) as NonNullable<CorrectInvoice['tax_breakdown']> }),
    ...(anyway && { allow_difference: true }),
  };
}

const recargoOf = ({ tax_category, recargo_rate, recargo_amount }: Partial<TaxLine>) => ({
  ...(tax_category && tax_category !== 'standard' && { tax_category }),
  ...(recargo_rate !== undefined && { recargo_rate, recargo_amount }),
});
