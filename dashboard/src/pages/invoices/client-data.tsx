/** What the chosen client lacks for an invoice to be issued, typed beside it: it is saved in the contact with the draft. */
import type { BiVelio } from '@bivelio/sdk';
import { Trans } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { Note } from '~/ui/page';
import { useContact } from '../contacts/contact-picker';
import { fiscalFields, type FiscalValues } from '../contacts/fiscal';
import { AddressFields, TaxIdFields } from '../contacts/fiscal-fields';

interface ClientDataProps {
  id: string;
  values: FiscalValues;
  onChange: (values: FiscalValues) => void;
  /** What the API finds wrong with the number and with the address. */
  faults: { number: string | undefined; address: string | undefined };
}

export function ClientData({ id, values, onChange, faults }: ClientDataProps) {
  const { data: contact } = useContact(id || undefined);
  if (!contact) return null;
  const [hasNumber, hasAddress] = [!!contact.tax_id, !!contact.addresses?.length];
  if (hasNumber && hasAddress) return null;
  const field = (name: keyof FiscalValues, at: string): FieldProps<string> => ({
    name: at,
    value: values[name],
    onChange: (typed) => onChange({ ...values, [name]: typed }),
    error: name === 'tax_number' ? faults.number : name === 'street' ? faults.address : undefined,
  });
  return (
    <>
      <Note>
        <Trans>A la fitxa de {contact.name} li falta això per emetre la factura. Si ho poses aquí, s’hi desarà.</Trans>
      </Note>
      {!hasNumber && <TaxIdFields field={field} />}
      {!hasAddress && <AddressFields field={field} />}
    </>
  );
}

/** Save what was typed in the contact, of what it lacks. */
export async function completeClient(api: BiVelio, id: string, values: FiscalValues): Promise<void> {
  const { tax_id: number, addresses } = fiscalFields(values);
  if (!id || (!number && !addresses.length)) return;
  const contact = await api.contacts.get(id);
  const changes = { ...(number && !contact.tax_id && { tax_id: number }), ...(addresses.length > 0 && !contact.addresses?.length && { addresses }) };
  if (Object.keys(changes).length) await api.contacts.update(id, changes);
}
