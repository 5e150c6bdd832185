/** The lines of an invoice as they are typed: what is sold, how much, for how much, and its tax. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import type { FieldProps } from '~/app/use-form';
import { Button, IconButton } from '~/ui/button';
import { SelectField, TextField } from '~/ui/field';
import { Money } from '~/ui/money';
import { NumberField } from '~/ui/number-field';
import styles from './invoices.module.css';
import { EMPTY_LINE, EXEMPTION_CAUSES, isWithoutTax, type LineValues, RATES, sumOf, taxed, WITHOUT_TAX } from './lines';

/** The taxes of a line: the rates, then what has none. */
function useTaxes(): (current: string) => { value: string; label: string }[] {
  const { t } = useLingui();
  const words: Record<(typeof WITHOUT_TAX)[number], string> = {
    exempt: t`Exempta`,
    reverse_charge: t`Inversió del subjecte passiu`,
    intra_eu: t`Entrega a la UE`,
    export: t`Exportació`,
    not_subject: t`No subjecta`,
    outside_territory: t`Fora del territori`,
  };
  return (current) => [
    ...[...new Set([...RATES, ...(isWithoutTax(current) ? [] : [current])])].map((rate) => ({ value: rate, label: `${rate} %` })),
    ...WITHOUT_TAX.map((value) => ({ value, label: words[value] })),
  ];
}

function Cause({ ...field }: FieldProps<string>) {
  const { t } = useLingui();
  const words: Record<(typeof EXEMPTION_CAUSES)[number], string> = {
    E1: t`Article 20: sanitat, ensenyament, lloguer d’habitatge…`,
    E2: t`Article 21: exportacions`,
    E3: t`Article 22: vaixells, avions i assimilats`,
    E4: t`Articles 23 i 24: zones franques i dipòsits`,
    E5: t`Article 25: entregues a la Unió Europea`,
    E6: t`Una altra causa`,
  };
  return <SelectField label={t`Per què és exempta`} options={[{ value: '', label: t`La d’aquesta mena` }, ...EXEMPTION_CAUSES.map((value) => ({ value, label: words[value] }))]} {...field} />;
}

interface LinesProps {
  currency?: string | undefined;
  value: LineValues[];
  onChange: (lines: LineValues[]) => void;
  error: string | undefined;
}

export function Lines({ currency = 'EUR', value: lines, onChange, error }: LinesProps) {
  const { t } = useLingui();
  const put = (at: number, changes: Partial<LineValues>) => onChange(lines.map((line, index) => (index === at ? { ...line, ...changes } : line)));
  const own = (at: number, name: keyof Omit<LineValues, 'kept'>) => ({
    name: `line_items[${at}].${name}`,
    value: lines[at]?.[name] ?? '',
    onChange: (value: string) => put(at, { [name]: value }),
    error: undefined,
  });
  const taxes = useTaxes();
  return (
    <fieldset className={styles.lines}>
      <legend>
        <Trans>Línies</Trans>
      </legend>
      {lines.map((line, at) => (
        <div key={at} className={styles.line}>
          <TextField label={t`Concepte`} {...own(at, 'description')} />
          <NumberField label={t`Quantitat`} {...own(at, 'quantity')} />
          <NumberField label={t`Preu`} currency={currency} {...own(at, 'unit_price')} />
          <NumberField label={t`Dte. %`} {...own(at, 'discount_percent')} />
          <SelectField label={t`IVA`} options={taxes(line.tax_rate)} {...own(at, 'tax_rate')} onChange={(tax) => onChange(lines.map((one, index) => (index === at ? taxed(one, tax) : one)))} />
          <IconButton icon={Trash2} label={t`Treu la línia ${at + 1}`} disabled={lines.length === 1} onClick={() => onChange(lines.filter((_, index) => index !== at))} />
          {line.tax_rate === 'exempt' && <Cause {...own(at, 'exemption_cause')} />}
        </div>
      ))}
      {error && (
        <p className={styles.fault} role="alert">
          {error}
        </p>
      )}
      <div className={styles.foot}>
        <Button look="quiet" icon={Plus} onClick={() => onChange([...lines, EMPTY_LINE])}>
          <Trans>Afegeix una línia</Trans>
        </Button>
        <span>
          <Trans>
            Sense impostos: <Money amount={sumOf(lines)} currency={currency} />
          </Trans>
        </span>
      </div>
    </fieldset>
  );
}
