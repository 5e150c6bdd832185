/** The fields of a document as a form: each with its label and with where it stands on the page. */
import type { BiVelio, ExtractionRecord, FieldMeta, Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { Button } from '~/ui/button';
import { Actions } from '~/ui/dialog';
import { Checkbox } from '~/ui/field';
import { Form, FormError, SubmitButton } from '~/ui/form';
import { Note } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { toast } from '~/ui/toast';
import { ReceivedBefore } from '../invoices/received-before';
import styles from './documents.module.css';
import { Value } from './value';
import { type FieldValue, type FieldValues, correctedOf, inOrder, type Party, shownOf } from './values';
import { KnownInvoice, Supplier } from './supplier';

const HOME_CURRENCY = 'EUR';

interface ExtractedFormProps {
  of: ExtractionRecord;
  extracted: Record<string, unknown>;
  onLook: (at: FieldMeta) => void;
}

/** What sending the form is for: an invoice that somebody has to approve is entered, and booked by who approves it. */
type Goal = 'review' | 'enter' | 'book';

interface Values extends Record<string, unknown> {
  fields: FieldValues;
  /** The day on which it counts in the books; empty for today. */
  received_on: string;
  /** Whether it is a ticket without the number of who bought. */
  is_simplified: boolean;
}

export function ExtractedForm({ of: { extraction_id: id, fields_meta: about = {}, reviewed_at: at, document_type: type }, extracted, onLook }: ExtractedFormProps) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const navigate = useNavigate();
  const goal = useRef<Goal>('review');
  const isInvoice = type === 'invoice';
  const form = useForm<Values, Invoice | undefined>(
    { fields: shownOf(extracted), received_on: '', is_simplified: false },
    async (client, values) => {
      await client.documents.review(id, { extracted: correctedOf(extracted, values.fields) });
      return goal.current === 'review' ? undefined : entered(client, id, values, goal.current === 'book');
    },
    {
      again: ['documents.extractionsGet', 'documents.list', 'documents.get', 'invoices.list', 'contacts.list'],
      onDone: (invoice) => {
        if (!invoice) return toast(t`S’ha desat la revisió.`);
        toast(
          invoice.booked_at
            ? t`S’ha comptabilitzat la factura ${invoice.number}.`
            : invoice.needs_review
              ? t`S’ha entrat la factura ${invoice.number}. Revisa-la abans de comptabilitzar-la.`
              : t`S’ha entrat la factura ${invoice.number}.`,
        );
        void navigate({ to: '/invoices/$id', params: { id: invoice.id } });
      },
    },
  );
  const { value: fields, onChange } = form.field('fields', 'extracted');
  const { issuer, invoice_number: number } = fields;
  const supplier = isParty(issuer) ? issuer : undefined;
  const send = (next: Goal, element: HTMLFormElement | null) => {
    goal.current = next;
    element?.requestSubmit();
  };
  return (
    <Form form={form} label={t`Dades extretes`}>
      {isInvoice && typeof number === 'string' && <KnownInvoice number={number} supplier={supplier} />}
      <div className={styles.values}>
        {inOrder(extracted).map((name) => (
          <Value
            key={name}
            name={name}
            found={extracted[name]}
            value={fields[name] as FieldValue}
            onChange={(next) => onChange({ ...fields, [name]: next })}
            about={about[name]}
            onLook={onLook}
            currency={fields['currency'] ?? HOME_CURRENCY}
            readOnly={!mayWrite}
            faultAt={(path) => form.others.find(({ field }) => field === `extracted.${path}`)?.message}
          >
            {isInvoice && name === 'issuer' && supplier && <Supplier of={supplier} />}
          </Value>
        ))}
      </div>
      {isInvoice && mayWrite && (
        <>
          <TimeField label={t`Quan l’has rebuda`} isOptional hint={t`Buida vol dir avui. Decideix en quin trimestre compta.`} {...form.field('received_on')} />
          <Checkbox label={t`És un tiquet sense el teu NIF: l’IVA no es dedueix`} {...form.field('is_simplified')} />
        </>
      )}
      <FormError form={form} />
      <ReceivedBefore error={form.error} />
      {mayWrite && (
        <Actions>
          {isInvoice ? (
            <>
              <Button aria-disabled={form.isPending} onClick={({ currentTarget }) => send('review', currentTarget.form)}>
                <Trans>Desa la revisió</Trans>
              </Button>
              <Button aria-disabled={form.isPending} onClick={({ currentTarget }) => send('enter', currentTarget.form)}>
                <Trans>Entra-la sense comptabilitzar</Trans>
              </Button>
              <SubmitButton form={form} onClick={() => { goal.current = 'book'; }}>
                <Trans>Comptabilitza-la</Trans>
              </SubmitButton>
            </>
          ) : (
            <SubmitButton form={form} onClick={() => { goal.current = 'review'; }}>
              {at ? <Trans>Torna-les a desar</Trans> : <Trans>Desa-les com a revisades</Trans>}
            </SubmitButton>
          )}
        </Actions>
      )}
      {!mayWrite && (
        <Note>
          <Trans>Les pot corregir qui pot escriure.</Trans>
        </Note>
      )}
    </Form>
  );
}

const isParty = (value: FieldValue | undefined): value is Party => typeof value === 'object' && 'nif' in value;

/** The invoice of an extraction, entered, and booked where that is wanted and nothing needs a review. */
async function entered(client: BiVelio, extraction_id: string, { received_on, is_simplified }: Values, isBooked: boolean): Promise<Invoice> {
  const invoice = await client.invoices.receive({ extraction_id });
  if (received_on || is_simplified) await client.invoices.booksEntryUpdate(invoice.id, { ...(received_on && { received_on }), ...(is_simplified && { is_simplified }) });
  return isBooked && !invoice.needs_review ? client.invoices.book(invoice.id) : invoice;
}
