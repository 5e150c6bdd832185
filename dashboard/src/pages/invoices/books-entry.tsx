/** What the book of received invoices needs and no supplier writes on an invoice. */
import type { Invoice } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { valueOf } from '~/ui/typed-number';

export function BooksEntryForm({ of: { id, number, books = {}, version }, onClose }: { of: Invoice; onClose: () => void }) {
  const { t } = useLingui();
  const { received_on = '', deductible_percent: percent, is_investment_good: isGood = false, is_simplified: isTicket = false } = books;
  const form = useForm(
    { received_on, deductible_percent: percent === undefined ? '' : valueOf(percent), is_investment_good: isGood, is_simplified: isTicket },
    (api, values) =>
      api.invoices.booksEntryUpdate(id, {
        received_on: values.received_on || null,
        deductible_percent: values.deductible_percent || null,
        is_investment_good: values.is_investment_good,
        is_simplified: values.is_simplified,
        version,
      }),
    { again: ['invoices.get', 'invoices.list'], done: t`S’ha desat com va als llibres.`, onDone: onClose },
  );
  return (
    <Dialog title={t`Com va ${number} als llibres`} onClose={onClose}>
      <Form form={form}>
        <TimeField label={t`Quan l’has rebuda`} isOptional hint={t`Buida vol dir el dia que es va entrar aquí. Decideix en quin trimestre compta.`} {...form.field('received_on')} />
        <NumberField label={t`Quant IVA se’n dedueix, %`} isOptional hint={t`Buit vol dir tot.`} {...form.field('deductible_percent')} />
        <Checkbox label={t`És un bé d’inversió`} {...form.field('is_investment_good')} />
        <Checkbox label={t`És un tiquet sense el teu NIF: l’IVA no es dedueix`} {...form.field('is_simplified')} />
        <FormActions form={form} onCancel={onClose}>
          <Trans>Desa</Trans>
        </FormActions>
      </Form>
    </Dialog>
  );
}
