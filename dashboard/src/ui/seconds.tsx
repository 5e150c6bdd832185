/** A duration in seconds, in the reader's language. */
import { useLingui } from '@lingui/react';
import { None } from './none';

export function Seconds({ ms }: { ms: number | null | undefined }) {
  const { i18n } = useLingui();
  if (ms === null || ms === undefined) return <None />;
  const format = new Intl.NumberFormat(i18n.locale, { style: 'unit', unit: 'second', maximumFractionDigits: 2 });
  return <span className="number">{format.format(ms / 1000)}</span>;
}
