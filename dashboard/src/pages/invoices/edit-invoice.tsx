/** A draft: a new one, or changing one that is not issued yet. */
import type { Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { type FieldProps, useForm } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { Button, IconButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Money } from '~/ui/money';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { PickContact } from '../contacts/contact-picker';
import styles from './invoices.module.css';
import { EMPTY_LINE, lineItemsOf, linesOf, type LineValues, RATES, sumOf } from './lines';

interface Values extends Record<string, unknown> {
  client_id: string;
  document_type: 'invoice' | 'simplified';
  issue_date: string;
  due_date: string;
  lines: LineValues[];
  /** IRPF in percent; undefined while it is that of the settings. */
  irpf: string | undefined;
  notes: string;
  reference: string;
}

export function CreateInvoice({ client = '', onClose }: { client?: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const empty: Values = { client_id: client, document_type: 'invoice', issue_date: '', due_date: '', lines: [EMPTY_LINE], irpf: undefined, notes: '', reference: '' };
  const form = useForm(
    empty,
    (api, { lines, ...values }) => api.invoices.create({ ...filled(values), line_items: lineItemsOf(lines) }),
    {
      again: ['invoices.list'],
      done: t`S’ha creat l’esborrany.`,
      onDone: ({ id }) => void navigate({ to: '/invoices/$id' as never, params: { id } as never }),
    },
  );
  return (
    <Dialog title={t`Crea una factura`} kind="wide" onClose={onClose}>
      <InvoiceForm form={form} onClose={onClose} action={t`Crea l’esborrany`} />
    </Dialog>
  );
}

export function EditInvoice({ of: invoice, onClose }: { of: Invoice; onClose: () => void }) {
  const { t } = useLingui();
  const { client, document_type, issue_date, due_date = '', notes = '', reference = '', version } = invoice;
  const former: Values = {
    client_id: client?.id ?? '',
    document_type: document_type === 'simplified' ? 'simplified' : 'invoice',
    issue_date,
    due_date,
    lines: linesOf(invoice),
    irpf: String(invoice.irpf_rate ?? 0),
    notes,
    reference,
  };
  const form = useForm(
    former,
    (api, { lines, client_id, document_type: kind, issue_date: day, ...values }) =>
      api.invoices.update(invoice.id, {
        ...(client_id && { client_id }),
        document_type: kind,
        ...(day && { issue_date: day }),
        due_date: (values.due_date as string) || null,
        notes: (values.notes as string).trim() || null,
        reference: (values.reference as string).trim() || null,
        irpf_rate: values.irpf as string,
        line_items: lineItemsOf(lines),
        version,
      }),
    { again: ['invoices.list', 'invoices.get'], done: t`S’ha desat l’esborrany.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Edita l’esborrany`} kind="wide" onClose={onClose}>
      <InvoiceForm form={form} currency={invoice.currency} onClose={onClose} action={t`Desa`} />
    </Dialog>
  );
}

/** The values that were filled in. */
function filled({ client_id, document_type, issue_date, due_date, irpf, notes, reference }: Omit<Values, 'lines'>) {
  return {
    document_type: document_type as Values['document_type'],
    ...(client_id ? { client_id: client_id as string } : {}),
    ...(issue_date ? { issue_date: issue_date as string } : {}),
    ...(due_date ? { due_date: due_date as string } : {}),
    ...(irpf !== undefined && { irpf_rate: irpf as string }),
    ...((notes as string).trim() ? { notes: (notes as string).trim() } : {}),
    ...((reference as string).trim() ? { reference: (reference as string).trim() } : {}),
  };
}

type FormOf = ReturnType<typeof useForm<Values, Invoice>>;

function InvoiceForm({ form, currency, onClose, action }: { form: FormOf; currency?: string; onClose: () => void; action: string }) {
  const { t } = useLingui();
  return (
    <Form form={form}>
      <div className={styles.two}>
        <PickContact label={t`Client`} {...form.field('client_id')} />
        <SelectField
          label={t`Tipus de factura`}
          {...form.field('document_type')}
          options={[
            { value: 'invoice', label: t`Factura` },
            { value: 'simplified', label: t`Simplificada, fins a 400 € amb IVA` },
          ]}
        />
      </div>
      <div className={styles.two}>
        <TimeField label={t`Data`} isOptional hint={t`Buida vol dir avui.`} {...form.field('issue_date')} />
        <TimeField label={t`Venciment`} isOptional {...form.field('due_date')} />
        <TextField label={t`Referència del client`} isOptional {...form.field('reference')} />
      </div>
      <Lines currency={currency} {...form.field('lines', 'line_items')} />
      <div className={styles.two}>
        <Irpf {...form.field('irpf', 'irpf_rate')} />
      </div>
      <TextArea label={t`Notes`} isOptional hint={t`Es veuen al peu de la factura.`} {...form.field('notes')} />
      <FormActions form={form} onCancel={onClose}>{action}</FormActions>
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

interface LinesProps {
  currency?: string | undefined;
  value: LineValues[];
  onChange: (lines: LineValues[]) => void;
  error: string | undefined;
}

export function Lines({ currency = 'EUR', value: lines, onChange, error }: LinesProps) {
  const { t } = useLingui();
  const put = (at: number, changes: Partial<LineValues>) => onChange(lines.map((line, index) => (index === at ? { ...line, ...changes } : line)));
  const own = (at: number, name: keyof Omit<LineValues, 'kept'>) => ({
    name: `line_items[${at}].${name}`,
    value: lines[at]?.[name] ?? '',
    onChange: (value: string) => put(at, { [name]: value }),
    error: undefined,
  });
  const rates = (current: string) => [...new Set([...RATES, current])].map((rate) => ({ value: rate, label: `${rate} %` }));
  return (
    <fieldset className={styles.lines}>
      <legend>
        <Trans>Línies</Trans>
      </legend>
      {lines.map((line, at) => (
        <div key={at} className={styles.line}>
          <TextField label={t`Concepte`} {...own(at, 'description')} />
          <NumberField label={t`Quantitat`} {...own(at, 'quantity')} />
          <NumberField label={t`Preu`} currency={currency} {...own(at, 'unit_price')} />
          <NumberField label={t`Dte. %`} {...own(at, 'discount_percent')} />
          <SelectField label={t`IVA`} options={rates(line.tax_rate)} {...own(at, 'tax_rate')} />
          <IconButton icon={Trash2} label={t`Treu la línia ${at + 1}`} disabled={lines.length === 1} onClick={() => onChange(lines.filter((_, index) => index !== at))} />
        </div>
      ))}
      {error && (
        <p className={styles.fault} role="alert">
          {error}
        </p>
      )}
      <div className={styles.foot}>
        <Button look="quiet" icon={Plus} onClick={() => onChange([...lines, EMPTY_LINE])}>
          <Trans>Afegeix una línia</Trans>
        </Button>
        <span>
          <Trans>
            Sense impostos: <Money amount={sumOf(lines)} currency={currency} />
          </Trans>
        </span>
      </div>
    </fieldset>
  );
}
