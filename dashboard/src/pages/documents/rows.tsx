/** Rows of a document as a table that is typed in: the lines of an invoice, its taxes. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '~/ui/button';
import { TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import styles from './documents.module.css';
import { useFieldNames } from './names';
import { type Columns, currencyOf, type Row, rowOf } from './values';

interface RowsProps {
  name: string;
  columns: Columns;
  value: Row[];
  onChange: (rows: Row[]) => void;
  /** The code of the document's currency. */
  currency: unknown;
  readOnly: boolean;
  /** The faults of the API, by the path of the cell: `line_items[0].quantity`. */
  faultAt: (path: string) => string | undefined;
}

export function Rows({ name, columns, value: rows, onChange, currency, readOnly, faultAt }: RowsProps) {
  const { t } = useLingui();
  const names = useFieldNames();
  const put = (at: number, cell: string, typed: string) => onChange(rows.map((row, index) => (index === at ? { ...row, [cell]: typed } : row)));
  return (
    <div className={styles.rows} data-rows={name}>
      {rows.map((row, at) => (
        <div key={at} className={styles.row} role="group" aria-label={t`Fila ${at + 1}`}>
          {Object.entries(columns).map(([cell, kind]) => {
            const props = {
              label: names(cell),
              name: `${name}[${at}].${cell}`,
              value: row[cell] ?? '',
              onChange: (typed: string) => put(at, cell, typed),
              error: faultAt(`${name}[${at}].${cell}`),
              readOnly,
            };
            return kind === 'number' ? <NumberField key={cell} currency={currencyOf(cell, currency)} {...props} /> : <TextField key={cell} {...props} />;
          })}
          {!readOnly && <IconButton icon={Trash2} label={t`Treu la fila ${at + 1}`} onClick={() => onChange(rows.filter((_, index) => index !== at))} />}
        </div>
      ))}
      {!readOnly && (
        <div>
          <Button look="quiet" icon={Plus} onClick={() => onChange([...rows, rowOf(columns)])}>
            <Trans>Afegeix una fila</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
