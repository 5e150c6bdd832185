/** A duration in seconds, in the reader's language. */
import { useLingui } from '@lingui/react';

export function Seconds({ ms }: { ms: number | null | undefined }) {
  const { i18n } = useLingui();
  if (ms === null || ms === undefined) return <span className="quiet">–</span>;
  const format = new Intl.NumberFormat(i18n.locale, { style: 'unit', unit: 'second', maximumFractionDigits: 2 });
  return <span className="number">{format.format(ms / 1000)}</span>;
}
