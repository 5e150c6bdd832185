/** What is done with an invoice, each in its dialog. */
import type { Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Source } from '~/app/cache-keys';
import { type Values, useForm } from '~/app/use-form';
import { useWrite } from '~/app/use-write';
import type { Look } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Dialog } from '~/ui/dialog';
import { SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { valueOf } from '~/ui/typed-number';
import { Recipient } from './aeat';
import { BooksEntryForm } from './books-entry';
import { Certificate } from './certificate';
import { Correct } from './correct';
import { EditInvoice } from './edit-invoice';
import { Issue } from './issue';
import { type Method, useMethods } from './methods';
import { Rectify } from './rectify';
import { Send } from './send';

export type What = keyof typeof ACTIONS;

interface Props {
  of: Invoice;
  onClose: () => void;
}

const AGAIN: Source[] = ['invoices.list', 'invoices.get'];
const ACTIONS = { edit: EditInvoice, issue: Issue, pay: Pay, send: Send, void: Void, rectify: Rectify, delete: Delete, correct: Correct, entry: BooksEntryForm, recipient: Recipient, certificate: Certificate };

export function Doing({ what, ...props }: Props & { what: What }) {
  const Action = ACTIONS[what];
  return <Action {...props} />;
}

interface FrameProps<V extends Values> {
  title: string;
  action: ReactNode;
  look?: Look;
  keep?: ReactNode;
  form: ReturnType<typeof useForm<V, Invoice>>;
  onClose: () => void;
  children: ReactNode;
}

function Frame<V extends Values>({ title, action, look, keep, form, onClose, children }: FrameProps<V>) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form}>
        {children}
        <FormActions form={form} look={look} keep={keep} onCancel={onClose}>
          {action}
        </FormActions>
      </Form>
    </Dialog>
  );
}

function Pay({ of: { id, number, amount_due: due, currency, type }, onClose }: Props) {
  const { t } = useLingui();
  const form = useForm(
    { amount: valueOf(due), date: '', method: 'transfer' as Method, reference: '' },
    (api, { amount, date, method, reference }) =>
      api.invoices.markPaid(id, {
        ...(amount && { amount }),
        ...(date && { date }),
        method,
        ...(reference.trim() && { reference: reference.trim() }),
      }),
    { again: AGAIN, done: t`S’ha anotat el pagament.`, onDone: onClose },
  );
  const methods = useMethods();
  const isOurs = type === 'issued';
  return (
    <Frame title={isOurs ? t`Cobrament de ${number}` : t`Pagament de ${number}`} action={<Trans>Anota el pagament</Trans>} form={form} onClose={onClose}>
      <NumberField label={t`Import`} currency={currency} hint={t`Pot ser una part del que està pendent.`} {...form.field('amount')} />
      <TimeField label={t`Data`} isOptional hint={t`Buida vol dir avui.`} {...form.field('date')} />
      <SelectField
        label={t`Com s’ha pagat`}
        {...form.field('method')}
        options={methods}
      />
      <TextField label={t`Referència`} isOptional hint={t`La mateixa referència no es compta dues vegades.`} {...form.field('reference')} />
    </Frame>
  );
}

function Void({ of: { id, number }, onClose }: Props) {
  const { t } = useLingui();
  const form = useForm({ reason: '' }, (api, { reason }) => api.invoices.void(id, { reason: reason.trim() }), {
    again: AGAIN,
    done: t`S’ha anul·lat la factura ${number}.`,
    onDone: onClose,
  });
  return (
    <Frame title={t`Anul·la ${number}`} action={<Trans>Anul·la la factura</Trans>} keep={<Trans>No, mantén-la</Trans>} look="danger" form={form} onClose={onClose}>
      <p>
        <Trans>Ningú no l’haurà de pagar. El número queda usat i l’anul·lació consta al registre. No es pot desfer.</Trans>
      </p>
      <TextArea label={t`Per què`} {...form.field('reason')} />
    </Frame>
  );
}

function Delete({ of: { id }, onClose }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const remove = useWrite((api, invoice: string) => api.invoices.delete(invoice), {
    again: ['invoices.list'],
    done: t`S’ha esborrat l’esborrany.`,
    onDone: () => void navigate({ to: '/invoices' }),
  });
  return (
    <Confirm title={t`Esborra l’esborrany`} action={<Trans>Esborra l’esborrany</Trans>} onConfirm={() => remove.mutate(id)} onClose={onClose} isPending={remove.isPending}>
      <p>
        <Trans>S’esborra del tot, i no es pot desfer. No deixa cap forat a la numeració.</Trans>
      </p>
    </Confirm>
  );
}
