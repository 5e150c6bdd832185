/** Correcting an issued invoice by another one: all of it, a part, or with the whole corrected invoice. */
import type { Invoice, RectifyInvoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { type Option, RadioField, SelectField, TextArea } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Note } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { Lines } from './line-fields';
import { EMPTY_LINE, lineItemsOf, linesOf, type LineValues } from './lines';

type How = 'all' | 'difference' | 'substitution';
type Code = NonNullable<RectifyInvoice['code']>;

interface Values extends Record<string, unknown> {
  how: How;
  code: Code;
  reason: string;
  issue_date: string;
  changed: LineValues[];
  corrected: LineValues[];
}

export function Rectify({ of: invoice, onClose }: { of: Invoice; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const isSimplified = invoice.document_type === 'simplified';
  const former: Values = {
    how: 'all',
    code: isSimplified ? 'R5' : 'R1',
    reason: '',
    issue_date: '',
    changed: [{ ...EMPTY_LINE, quantity: '-1' }],
    corrected: linesOf(invoice),
  };
  const form = useForm(former, (api, values) => api.invoices.rectify(invoice.id, asked(values)), {
    again: ['invoices.list', 'invoices.get'],
    done: ({ number }) => t`S’ha emès la rectificativa ${number}.`,
    onDone: ({ id }) => void navigate({ to: '/invoices/$id', params: { id } }),
  });
  const { how } = form.values;
  const hows = useHows(invoice);
  const codes = useCodes();
  return (
    <Dialog title={t`Rectifica ${invoice.number}`} kind="wide" onClose={onClose}>
      <Form form={form}>
        <RadioField label={t`Què es corregeix`} options={hows} {...form.field('how', 'method')} />
        {how !== 'all' && <Lines key={how} currency={invoice.currency} {...form.field(how === 'difference' ? 'changed' : 'corrected', 'line_items')} />}
        {!isSimplified && <SelectField label={t`Motiu legal`} options={codes} {...form.field('code')} />}
        <TextArea label={t`Per què`} hint={t`Surt a la factura rectificativa.`} rows={2} {...form.field('reason')} />
        <TimeField label={t`Data d’emissió`} isOptional hint={t`Buida vol dir avui.`} {...form.field('issue_date')} />
        <Note>
          <Trans>La rectificativa s’emet de seguida, amb número de la seva sèrie, i no es pot desfer.</Trans>
        </Note>
        <FormActions form={form} onCancel={onClose}>
          <Trans>Emet la rectificativa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** What the API takes: without lines all is taken back. */
function asked({ how, code, reason, issue_date: day, changed, corrected }: Values): Omit<RectifyInvoice, 'id'> {
  return {
    code,
    method: how === 'substitution' ? 'substitution' : 'difference',
    reason: reason.trim(),
    ...(how === 'difference' && { line_items: lineItemsOf(changed) }),
    ...(how === 'substitution' && { line_items: lineItemsOf(corrected) }),
    ...(day && { issue_date: day }),
  };
}

function useHows({ line_items: lines, line_count: count }: Invoice): Option<How>[] {
  const { t } = useLingui();
  const hows: Option<How>[] = [
    { value: 'all', label: t`Tota`, hint: t`Abona la factura sencera.` },
    { value: 'difference', label: t`Una part`, hint: t`Les línies diuen què canvia: en negatiu, el que es torna.` },
    { value: 'substitution', label: t`La substitueix`, hint: t`Les línies són la factura correcta, que se’n queda els cobraments.` },
  ];
  const hasAllLines = count <= lines.length; // of a long invoice the page has the first ones alone
  return hasAllLines ? hows : hows.filter(({ value }) => value !== 'substitution');
}

/** AEAT's list L2, without R5, which simplified invoices have. */
function useCodes(): Option<Code>[] {
  const { t } = useLingui();
  return [
    { value: 'R1', label: t`R1: devolució, descompte o error de dret` },
    { value: 'R2', label: t`R2: el client és en concurs de creditors` },
    { value: 'R3', label: t`R3: no s’ha pogut cobrar` },
    { value: 'R4', label: t`R4: qualsevol altra causa` },
  ];
}
