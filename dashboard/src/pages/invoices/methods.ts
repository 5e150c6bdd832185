/** The ways in which an invoice is paid, for a choice. */
import type { MarkPaid } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';

export type Method = NonNullable<MarkPaid['method']>;

export function useMethods(): { value: Method; label: string }[] {
  const { t } = useLingui();
  return [
    { value: 'transfer', label: t`Transferència` },
    { value: 'direct_debit', label: t`Rebut domiciliat` },
    { value: 'card', label: t`Targeta` },
    { value: 'cash', label: t`Efectiu` },
    { value: 'cheque', label: t`Xec` },
    { value: 'other', label: t`Una altra manera` },
  ];
}
