/** The way to the invoice that is already here, when a supplier's number is received again. */
import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { apiError } from '~/app/queries';

export function ReceivedBefore({ error }: { error: unknown }) {
  const former = apiError(error)?.details['invoice_id'];
  if (typeof former !== 'string') return null;
  return (
    <Link to="/invoices/$id" params={{ id: former }}>
      <Trans>Obre la que ja hi és</Trans>
    </Link>
  );
}
