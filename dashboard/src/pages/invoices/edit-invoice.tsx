/** A draft: a new one, or changing one that is not issued yet. */
import type { BiVelio, CreateInvoice as CreateInvoiceFields, Invoice, PreviewInvoice } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { type FieldProps, useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { SelectField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Beside } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { numberOf, valueOf } from '~/ui/typed-number';
import { PickContact } from '../contacts/contact-picker';
import { type FiscalValues, NO_FISCAL } from '../contacts/fiscal';
import { ClientData, completeClient } from './client-data';
import { Lines } from './line-fields';
import { areComplete, EMPTY_LINE, hasRecargo, lineItemsOf, linesOf, type LineValues } from './lines';
import { type Method, More } from './more-fields';
import { Totals } from './totals';

export interface Values extends Record<string, unknown> {
  client_id: string;
  /** What the client lacks, as it is typed here. */
  fiscal: FiscalValues;
  document_type: 'invoice' | 'simplified';
  issue_date: string;
  due_date: string;
  lines: LineValues[];
  /** IRPF in percent; undefined while it is that of the settings. */
  irpf: string | undefined;
  /** Whether the lines have recargo de equivalencia. */
  recargo: boolean;
  /** On the whole invoice, in percent. */
  discount: string;
  operation_date: string;
  series: string;
  payment_method: Method | '';
  notes: string;
  reference: string;
}

const EMPTY: Values = {
  client_id: '',
  fiscal: NO_FISCAL,
  document_type: 'invoice',
  issue_date: '',
  due_date: '',
  lines: [EMPTY_LINE],
  irpf: undefined,
  recargo: false,
  discount: '',
  operation_date: '',
  series: '',
  payment_method: '',
  notes: '',
  reference: '',
};

export function CreateInvoice({ client = '', onClose }: { client?: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const isIssued = useRef(false);
  const form = useForm({ ...EMPTY, client_id: client }, created, {
    again: ['invoices.list', 'contacts.list', 'contacts.get'],
    done: t`S’ha creat l’esborrany.`,
    onDone: ({ id }) => void navigate({ to: '/invoices/$id', params: { id }, search: isIssued.current ? { do: 'issue' } : {} }),
  });
  return (
    <Dialog title={t`Crea una factura`} kind="wide" onClose={onClose}>
      <InvoiceForm form={form} onClose={onClose} action={t`Crea l’esborrany`} next={{ label: t`Crea i emet`, choose: (chosen) => (isIssued.current = chosen) }} />
    </Dialog>
  );
}

export function EditInvoice({ of: invoice, onClose }: { of: Invoice; onClose: () => void }) {
  const { t } = useLingui();
  const { client, document_type, issue_date, due_date = '', notes = '', reference = '', operation_date = '', payment_method = '', version } = invoice;
  const lines = linesOf(invoice);
  const discount = invoice.discount?.['percent'];
  const former: Values = {
    client_id: client?.id ?? '',
    fiscal: NO_FISCAL,
    document_type: document_type === 'simplified' ? 'simplified' : 'invoice',
    issue_date,
    due_date,
    lines,
    irpf: String(invoice.irpf_rate ?? 0),
    recargo: hasRecargo(lines),
    discount: discount === undefined || discount === null ? '' : valueOf(Number(discount)),
    operation_date,
    series: invoice.series ?? '',
    payment_method: payment_method as Method | '',
    notes,
    reference,
  };
  const form = useForm(
    former,
    async (api, values) => {
      await completeClient(api, values.client_id, values.fiscal);
      const { document_type: kind, irpf, series } = values;
      return api.invoices.update(invoice.id, {
        ...(values.client_id && { client_id: values.client_id }),
        document_type: kind,
        ...(values.issue_date && { issue_date: values.issue_date }),
        due_date: values.due_date || null,
        operation_date: values.operation_date || null,
        payment_method: values.payment_method || null,
        notes: values.notes.trim() || null,
        reference: values.reference.trim() || null,
        ...(series.trim() && series.trim() !== former.series && { series: series.trim() }),
        ...(values.discount !== former.discount && { discount: values.discount ? { percent: values.discount } : null }),
        irpf_rate: irpf as string,
        line_items: lineItemsOf(values.lines, values.recargo),
        version,
      });
    },
    { again: ['invoices.list', 'invoices.get', 'contacts.list', 'contacts.get'], done: t`S’ha desat l’esborrany.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Edita l’esborrany`} kind="wide" onClose={onClose}>
      <InvoiceForm form={form} currency={invoice.currency} onClose={onClose} action={t`Desa`} />
    </Dialog>
  );
}

/** A draft, after what its client lacked is saved. */
async function created(api: BiVelio, values: Values): Promise<Invoice> {
  await completeClient(api, values.client_id, values.fiscal);
  return api.invoices.create(contentOf(values));
}

/** What a new invoice says: the values that were filled in. */
function contentOf({ document_type, lines, recargo, irpf, discount, payment_method, ...texts }: Values): CreateInvoiceFields {
  const filled = Object.entries(texts).flatMap(([name, text]) => (typeof text === 'string' && text.trim() ? [[name, text.trim()]] : []));
  return {
    document_type,
    ...(Object.fromEntries(filled) as Partial<CreateInvoiceFields>),
    ...(irpf !== undefined && { irpf_rate: irpf }),
    ...(discount && { discount: { percent: discount } }),
    ...(payment_method && { payment_method }),
    line_items: lineItemsOf(lines, recargo),
  };
}

interface InvoiceFormProps {
  form: ReturnType<typeof useForm<Values, Invoice>>;
  currency?: string;
  onClose: () => void;
  /** What the button that saves says. */
  action: string;
  /** Another way to save, after which something follows. */
  next?: { label: string; choose: (isChosen: boolean) => void };
}

function InvoiceForm({ form, currency = 'EUR', onClose, action, next }: InvoiceFormProps) {
  const { t } = useLingui();
  const { values } = form;
  const isPriced = areComplete(values.lines) && currency === 'EUR' && (values.discount === '' || numberOf(values.discount) !== undefined);
  return (
    <Form form={form}>
      <Beside>
        <PickContact label={t`Client`} {...form.field('client_id')} />
        <SelectField
          label={t`Tipus de factura`}
          {...form.field('document_type')}
          options={[
            { value: 'invoice', label: t`Factura` },
            { value: 'simplified', label: t`Simplificada, fins a 400 € amb IVA` },
          ]}
        />
      </Beside>
      {values.document_type === 'invoice' && (
        <ClientData
          key={values.client_id}
          id={values.client_id}
          values={values.fiscal}
          onChange={form.field('fiscal', 'tax_id').onChange}
          faults={{ number: form.field('fiscal', 'tax_id').error, address: form.field('fiscal', 'addresses').error }}
        />
      )}
      <Beside>
        <TimeField label={t`Data`} isOptional hint={t`Buida vol dir avui.`} {...form.field('issue_date')} />
        <TimeField label={t`Venciment`} isOptional hint={t`Buit vol dir els dies de sempre.`} {...form.field('due_date')} />
        <Irpf {...form.field('irpf', 'irpf_rate')} />
      </Beside>
      <Lines currency={currency} {...form.field('lines', 'line_items')} />
      <More form={form} />
      <Totals of={isPriced ? (contentOf(values) as PreviewInvoice) : undefined} />
      <FormActions
        form={form}
        onCancel={onClose}
        before={
          next && (
            <Button
              onClick={({ currentTarget: { form: element } }) => {
                next.choose(true);
                element?.requestSubmit();
              }}
              aria-disabled={form.isPending}
            >
              {next.label}
            </Button>
          )
        }
        onSend={() => next?.choose(false)}
      >
        {action}
      </FormActions>
    </Form>
  );
}

/** AEAT's rates: objective assessment, farming, professionals in their first years and later, rent, non-residents. */
const IRPF_RATES = ['0', '1', '2', '7', '15', '19', '24'];

/** What the client withholds for the tax of who issues it. Until it is chosen, it is that of the settings. */
function Irpf({ value, ...field }: FieldProps<string | undefined>) {
  const { t } = useLingui();
  const settings = useRead(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  const options = IRPF_RATES.map((rate) => ({ value: rate, label: rate === '0' ? t`Sense retenció` : `${rate} %` }));
  const chosen = value ?? String(settings.data?.irpf_rate ?? 0);
  return <SelectField label={t`Retenció d’IRPF`} hint={t`La resta el client: 15 % dels professionals, 7 % els tres primers anys.`} options={options} value={chosen} {...field} />;
}
