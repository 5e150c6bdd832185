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
