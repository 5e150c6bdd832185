/** Who a supplier's invoice is from, among the contacts, and whether it has been entered before. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { query } from '~/app/search';
import { usePaused } from '~/app/use-paused';
import { useRead } from '~/app/use-read';
import { Note } from '~/ui/page';
import type { Party } from './values';

const FEW = 5;
const plain = (number: string) => number.replaceAll(/[^0-9a-z]/gi, '').toUpperCase();
const isAsked = (text: string | undefined) => query(text) !== undefined;

/** The contact that the tax number leads to, or that one will be made. */
export function Supplier({ of: { name, nif } }: { of: Party }) {
  const { t } = useLingui();
  const number = usePaused(plain(nif) || undefined);
  const { data } = useRead(['contacts.list', { search: number, per_page: FEW }], (client) => client.contacts.list({ search: number ?? '', per_page: FEW }), {
    enabled: isAsked(number),
  });
  if (!number || !data) return null;
  const known = data.contacts.find(({ tax_id: tax }) => tax && plain(tax.number).endsWith(number));
  if (!known) return <p className="quiet">{t`No és als contactes: s’hi afegirà «${name || number}».`}</p>;
  return (
    <p className="quiet">
      <Trans>
        Als contactes és{' '}
        <Link to="/contacts" search={{ id: known.id }}>
          {known.name}
        </Link>
        .
      </Trans>
    </p>
  );
}

/** A warning before it is entered twice. */
export function KnownInvoice({ number, supplier }: { number: string; supplier: Party | undefined }) {
  const searched = usePaused(number.trim() || undefined);
  const { data } = useRead(['invoices.list', { search: searched, type: 'received', per_page: FEW }], (client) => client.invoices.list({ search: searched ?? '', type: 'received', per_page: FEW }), {
    enabled: isAsked(searched),
  });
  const nif = plain(supplier?.nif ?? '');
  const isTheirs = (client: { name: string; nif?: string | undefined } | undefined) => (nif ? plain(client?.nif ?? '').endsWith(nif) : client?.name === supplier?.name);
  const known = searched && data?.invoices.find((one) => plain(one.number) === plain(searched) && isTheirs(one.client));
  if (!known) return null;
  return (
    <Note tone="warning">
      <Trans>
        Aquesta factura ja és entrada:{' '}
        <Link to="/invoices/$id" params={{ id: known.id }}>
          {known.number}
        </Link>
        .
      </Trans>
    </Note>
  );
}
