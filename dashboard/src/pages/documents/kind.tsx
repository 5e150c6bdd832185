/** What a document is, in a word. */
import { useLingui } from '@lingui/react/macro';

/** The names of the kinds, in the reader's language. */
export function useKindNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    invoice: t`Factura`,
    receipt: t`Tiquet o rebut`,
    contract: t`Contracte`,
    deed: t`Escriptura`,
    report: t`Informe`,
    other: t`Un altre`,
  };
}

/** A size in the reader's language: "1,2 MB". */
export function sizeOf(bytes: number, locale: string): string {
  const [value, unit] = bytes >= 1_000_000 ? [bytes / 1_000_000, 'megabyte'] : [Math.max(1, bytes / 1_000), 'kilobyte'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'megabyte' ? 1 : 0 }).format(value);
}
