/** Amounts and figures, in the reader's language. */
import { useLingui } from '@lingui/react';
import { None } from './none';

/** Money; `amount` in units of the currency, as the API gives it (a number or decimal text). */
export function Money({ amount, currency = 'EUR' }: { amount: number | string | null | undefined; currency?: string }) {
  const { i18n } = useLingui();
  if (amount === null || amount === undefined || amount === '') return <None />;
  return <span className="number">{new Intl.NumberFormat(i18n.locale, { style: 'currency', currency, useGrouping: 'always' }).format(Number(amount))}</span>;
}

/** A figure. */
export function Figure({ value }: { value: number | null | undefined }) {
  const { i18n } = useLingui();
  if (value === null || value === undefined) return <None />;
  return <span className="number">{new Intl.NumberFormat(i18n.locale, { useGrouping: 'always' }).format(value)}</span>;
}
