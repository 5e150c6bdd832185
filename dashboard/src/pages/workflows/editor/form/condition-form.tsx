/** A condition that is built of fields, comparisons and values; one that is more than that is typed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '~/ui/button';
import { RadioField, SelectField } from '~/ui/field';
import { COMPARISONS, type Comparison, conditionText, isAlone, type Operand, type Row, type Rows, rowsOf } from '../../logic/condition';
import { eventSource, type Source } from '../../logic/values';
import fieldStyles from '~/ui/field.module.css';
import { ExpressionField } from './expression-field';
import styles from './form.module.css';
import { useFaultAt, useReadable, useWordsOf } from './readable';
import { InsertValue } from './value-picker';

interface Props {
  label: string;
  hint?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  path: string;
  /** Whether it is about an event, whose fields are `data`. */
  isFilter?: boolean;
  /** The data of that event; by default of the one that the step waits for. */
  example?: unknown;
}

export function ConditionForm({ label, hint, value, onChange, path, isFilter = false, example: given }: Props) {
  const { t } = useLingui();
  const error = useFaultAt(path);
  const { sources, event: awaited } = useReadable();
  const example = given ?? awaited;
  const event = useMemo((): Source[] => (isFilter ? [eventSource(example)] : []), [isFilter, example]);
  const read = useMemo(() => rowsOf(value?.replace(/^\{\{\s*|\s*\}\}$/g, '')), [value]);
  const isTyped = read === undefined;
  const fields = useMemo(() => [...event, ...(isFilter ? [] : sources)].flatMap(({ values }) => values), [event, sources, isFilter]);
  const change = (rows: Row[], all = read?.all ?? true) => onChange(conditionText({ rows, all }));
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      {hint && <p className={fieldStyles.hint}>{hint}</p>}
      {isTyped ? (
        <div className={styles.slot}>
          <ExpressionField label={t`Expressió`} hint={t`Aquesta condició s’ha escrit a mà.`} name={path} error={error} value={value ?? ''} onChange={(next) => onChange(next || undefined)} sources={[...event, ...sources]} />
          <InsertValue label={label} more={event} onTake={(expression) => onChange(`${value ?? ''}${expression}`)} />
        </div>
      ) : (
        <>
          {read.rows.map((row, at) => (
            <RowForm
              key={at}
              number={at + 1}
              path={path}
              row={row}
              fields={fields}
              event={event}
              onChange={(next) => change(read.rows.map((one, place) => (place === at ? next : one)))}
              onRemove={() => change(read.rows.filter((_, place) => place !== at))}
            />
          ))}
          {read.rows.length > 1 && <Join {...read} path={path} onChange={(all) => change(read.rows, all)} />}
          {error && <p className={fieldStyles.fault}>{error}</p>}
          <div>
            <Button
              look="quiet"
              icon={Plus}
              disabled={!fields.length}
              onClick={() => change([...read.rows, { field: (fields.find(({ sample }) => typeof sample !== 'object') ?? fields[0])?.expression ?? '', comparison: 'is', operand: { kind: 'text', text: '' } }])}
            >
              {read.rows.length ? <Trans>Una altra condició</Trans> : <Trans>Afegeix una condició</Trans>}
            </Button>
          </div>
        </>
      )}
    </fieldset>
  );
}

function Join({ all, path, onChange }: Rows & { path: string; onChange: (all: boolean) => void }) {
  const { t } = useLingui();
  return (
    <RadioField<'all' | 'any'>
      label={t`Quan es compleix`}
      name={`${path}-all`}
      error={undefined}
      value={all ? 'all' : 'any'}
      onChange={(next) => onChange(next === 'all')}
      isInARow
      options={[
        { value: 'all', label: t`Totes alhora` },
        { value: 'any', label: t`Qualsevol d’elles` },
      ]}
    />
  );
}

interface RowProps {
  number: number;
  path: string;
  row: Row;
  fields: readonly { expression: string; sample: unknown }[];
  event: readonly Source[];
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function RowForm({ number, path, row, fields, event, onChange, onRemove }: RowProps) {
  const { t } = useLingui();
  const words = useWordsOf();
  const comparisons: Record<Comparison, string> = {
    is: t`és`,
    isNot: t`no és`,
    contains: t`conté`,
    startsWith: t`comença per`,
    isThere: t`hi és`,
    isMissing: t`no hi és`,
    above: t`és més gran que`,
    below: t`és més petit que`,
  };
  const name = `${path}-${number}`;
  const options = fields.map(({ expression }) => ({ value: expression, label: words(expression) }));
  const sampleOf = (field: string) => fields.find(({ expression }) => expression === field)?.sample;
  const compare = (field: string, comparison: Comparison) => {
    const sample = sampleOf(field);
    const isNumber = comparison === 'above' || comparison === 'below';
    const { operand: former, isList: _, ...others } = row;
    const operand: Operand = isNumber && former?.kind !== 'path' ? { kind: 'number', number: former?.kind === 'number' ? former.number : 0 } : (former ?? { kind: 'text', text: '' });
    onChange({ ...others, field, comparison, ...(comparison === 'contains' && { isList: Array.isArray(sample) }), ...(!isAlone(comparison) && { operand }) });
  };
  const chosen = (field: string) => {
    const sample = sampleOf(field);
    compare(field, Array.isArray(sample) ? 'contains' : typeof sample === 'boolean' ? 'isThere' : row.comparison === 'contains' ? 'is' : row.comparison);
  };
  return (
    <div className={styles.condition} role="group" aria-label={t`Condició ${number}`}>
      <SelectField
        label={t`Dada`}
        name={`${name}-field`}
        error={undefined}
        value={row.field}
        onChange={chosen}
        options={options.some(({ value }) => value === row.field) ? options : [{ value: row.field, label: words(row.field) }, ...options]}
      />
      <SelectField label={t`Comparació`} name={`${name}-comparison`} error={undefined} value={row.comparison} onChange={(next) => compare(row.field, next)} options={COMPARISONS.map((one) => ({ value: one, label: comparisons[one] }))} />
      {isAlone(row.comparison) ? <span /> : <OperandField name={name} row={row} event={event} onChange={onChange} />}
      <IconButton icon={X} label={t`Treu la condició ${number}`} onClick={onRemove} />
    </div>
  );
}

/** What a field is compared with: typed, or another value. */
function OperandField({ name, row, event, onChange }: Pick<RowProps, 'row' | 'event' | 'onChange'> & { name: string }) {
  const { t } = useLingui();
  const words = useWordsOf();
  const { sources } = useReadable();
  const { operand = { kind: 'text', text: '' } } = row;
  const take = (next: Operand) => onChange({ ...row, operand: next });
  if (operand.kind === 'path') {
    return (
      <div className={styles.taken}>
        <span className={styles.chip} title={operand.text}>
          {words(operand.text)}
        </span>
        <IconButton icon={X} label={t`Escriu el valor`} onClick={() => take({ kind: 'text', text: '' })} />
      </div>
    );
  }
  const isNumber = row.comparison === 'above' || row.comparison === 'below';
  const typed = operand.kind === 'number' ? String(operand.number) : operand.kind === 'truth' ? String(operand.truth) : operand.text;
  return (
    <div className={styles.slot}>
      <ExpressionField
        label={t`Valor`}
        name={`${name}-value`}
        error={undefined}
        value={typed}
        inputMode={isNumber ? 'decimal' : undefined}
        onChange={(next) => take(typedOperand(next, isNumber, operand.kind))}
        sources={[...event, ...sources]}
        onTake={(expression) => take({ kind: 'path', text: expression })}
      />
      <InsertValue label={t`Valor`} more={event} onTake={(expression) => take({ kind: 'path', text: expression })} />
    </div>
  );
}

/** What was typed: a number where one is compared by order or a number stood there, else a text. */
function typedOperand(text: string, isNumber: boolean, former: Operand['kind']): Operand {
  const number = Number(text.replace(',', '.'));
  if ((isNumber || former === 'number') && text.trim() !== '' && Number.isFinite(number)) return { kind: 'number', number };
  if (former === 'truth' && (text === 'true' || text === 'false')) return { kind: 'truth', truth: text === 'true' };
  return isNumber && text.trim() === '' ? { kind: 'number', number: 0 } : { kind: 'text', text };
}
