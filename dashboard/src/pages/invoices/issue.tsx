/**
 * Issuing a draft. What the page of an invoice must say of both sides is asked of the API first, and what is missing is
 * filled in here: afterwards nothing of it can be changed.
 */
import type { Contact, Invoice, MissingField, UpdateContact } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Pencil } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { loadArea } from '~/app/language';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { Checkbox } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Loading } from '~/ui/loading';
import { Note } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { toast } from '~/ui/toast';
import { isSame } from '../contacts/fields';
import { fiscalFields, fiscalOf, type FiscalValues, NO_FISCAL } from '../contacts/fiscal';
import { AddressFields, TaxIdFields } from '../contacts/fiscal-fields';

const EditInvoicing = lazy(async () => {
  const [page] = await Promise.all([import('../organisation/edit-invoicing'), loadArea('organisation')]);
  return { default: page.EditInvoicing };
});

/** The calls that add what is missing. */
const CALLS = { settings: '/invoices/settings_update', contact: '/contacts/update', invoice: '/invoices/update' };
const ASKED = { channels: ['pdf' as const] };

interface IssueProps {
  of: Invoice;
  onClose: () => void;
}

export function Issue({ of: draft, onClose }: IssueProps) {
  const { t } = useLingui();
  const { id, client } = draft;
  const checked = useRead(['invoices.validate', id, 'pdf'], (api) => api.invoices.validate(id, ASKED), { staleTime: 0 });
  const contact = useRead<Contact>(['contacts.get', client?.id], (api) => api.contacts.get(client?.id ?? ''), { enabled: !!client?.id });
  const failed = [checked, contact].find(({ error }) => error);
  const missing = checked.data?.channels.flatMap((channel) => channel.missing) ?? [];
  const lacks = (call: string) => missing.some((one) => one.call === call);
  return (
    <Dialog title={t`Emet la factura`} onClose={onClose}>
      {failed ? (
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      ) : !checked.data || (client?.id && !contact.data) ? (
        <Loading lines={3} />
      ) : lacks(CALLS.settings) ? (
        <OwnData onClose={onClose} onSaved={() => void checked.refetch()} />
      ) : lacks(CALLS.invoice) ? (
        <NoClient />
      ) : (
        <IssueForm of={draft} contact={contact.data} missing={missing} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** Who issues it, where the settings do not say that yet. */
function OwnData({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const mayChange = useMay('admin');
  const settings = useRead(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  if (settings.error) return <ErrorState error={settings.error} retry={() => void settings.refetch()} />;
  if (!mayChange) {
    return (
      <Note tone="warning">
        <Trans>Falten les dades de qui emet les factures. Les posa un administrador, a «Organització».</Trans>
      </Note>
    );
  }
  return (
    <>
      <Note>
        <Trans>Abans d’emetre la primera factura, digues qui les emet. Ho podràs canviar a «Organització».</Trans>
      </Note>
      <Suspense fallback={<Loading />}>{settings.data ? <EditInvoicing of={settings.data} onClose={onClose} onSaved={onSaved} /> : <Loading />}</Suspense>
    </>
  );
}

function NoClient() {
  const change = useChange();
  return (
    <>
      <Note tone="warning">
        <Trans>Aquesta factura no diu a qui es fa: tria’n el client.</Trans>
      </Note>
      <div>
        <Button icon={Pencil} onClick={() => change({ do: 'edit' })}>
          <Trans>Edita</Trans>
        </Button>
      </div>
    </>
  );
}

interface IssueValues extends FiscalValues, Record<string, unknown> {
  issue_date: string;
  anyway: boolean;
  /** Whether the mail to the client follows. */
  sends: boolean;
}

interface IssueFormProps extends IssueProps {
  contact: Contact | undefined;
  missing: MissingField[];
}

function IssueForm({ of: { id }, contact, missing, onClose }: IssueFormProps) {
  const { t } = useLingui();
  const [isTried, setTried] = useState(false);
  const change = useChange();
  const form = useForm<IssueValues, Invoice | undefined>(
    { ...NO_FISCAL, ...(contact && fiscalOf(contact)), issue_date: '', anyway: false, sends: !!contact?.email },
    async (api, values) => {
      const changes = contact && completed(contact, values, missing);
      if (changes) await api.contacts.update(contact.id, changes);
      const { channels } = await api.invoices.validate(id, ASKED);
      const isReady = channels.every(({ ready }) => ready);
      return isReady || values.anyway ? api.invoices.issue(id, values.issue_date ? { issue_date: values.issue_date } : {}) : undefined;
    },
    {
      again: ['invoices.list', 'invoices.get', 'invoices.validate', 'contacts.list', 'contacts.get'],
      onDone: (issued, { sends }) => {
        setTried(true);
        if (!issued) return;
        toast(t`S’ha emès la factura ${issued.number}.`);
        if (sends) change({ do: 'send' }, { replace: true });
        else onClose();
      },
    },
  );
  const field = (name: keyof FiscalValues, at: string) => {
    const props = form.field(name, at);
    const isMissing = isTried && missing.some((one) => one.field === `contact.${at}`);
    return { ...props, error: props.error ?? (isMissing ? t`Falta.` : undefined) };
  };
  return (
    <Form form={form}>
      {contact && missing.length > 0 && (
        <>
          <Note>
            <Trans>La factura ha de dir el NIF i l’adreça del client. Completa’ls ara: es desaran a la fitxa de {contact.name}.</Trans>
          </Note>
          {lacksNumber(missing) && <TaxIdFields field={field} isOptional={false} />}
          {lacksAddress(missing) && <AddressFields field={field} isOptional={false} />}
          {contact.type === 'person' && <Checkbox label={t`És un particular: emet-la encara que no tinguem aquestes dades`} {...form.field('anyway')} />}
        </>
      )}
      <TimeField label={t`Data d’emissió`} isOptional hint={t`Buida vol dir la de l’esborrany.`} {...form.field('issue_date')} />
      <p>
        <Trans>El número serà definitiu i ja no es podrà canviar: només anul·lar-la o rectificar-la.</Trans>
      </p>
      <Checkbox label={t`Després, envia-la per correu: veuràs el text abans`} {...form.field('sends')} />
      <FormActions form={form} onCancel={onClose}>
        <Trans>Emet la factura</Trans>
      </FormActions>
    </Form>
  );
}

const lacksNumber = (missing: MissingField[]) => missing.some(({ field }) => field.startsWith('contact.tax_id'));
const lacksAddress = (missing: MissingField[]) => missing.some(({ field }) => field.startsWith('contact.addresses'));

/** What was filled in for a contact, of what it lacked; undefined when that is nothing. */
function completed(contact: Contact, values: FiscalValues, missing: MissingField[]): Pick<UpdateContact, 'tax_id' | 'addresses'> | undefined {
  const [after, before] = [fiscalFields(values, contact), fiscalFields(fiscalOf(contact), contact)];
  const changes = {
    ...(lacksNumber(missing) && !isSame(after.tax_id, before.tax_id) && { tax_id: after.tax_id }),
    ...(lacksAddress(missing) && !isSame(after.addresses, before.addresses) && { addresses: after.addresses }),
  };
  return Object.keys(changes).length ? changes : undefined;
}
