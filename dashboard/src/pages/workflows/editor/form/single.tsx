/** The fields of one value: a text, a number, a choice, a time, what is chosen by its name; each with the values of earlier steps. */
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useRef } from 'react';
import { EVENT_TYPE_NAMES, eventName } from '~/app/event-types';
import { Field, SelectField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { inUnit, type Unit, UNITS } from '../../logic/amount-of-time';
import { inBraces } from '../../logic/pieces';
import type { Kind, Schema, Schemas } from '../../logic/schema';
import { choiceWord } from './field-words';
import styles from './form.module.css';
import { useFaultAt, useReadable } from './readable';
import { PickReference, referenceOf } from './references';
import { InsertValue } from './value-picker';
import { ValueText, type ValueTextHandle } from './value-text';

export interface SlotProps {
  /** The name by which a program knows it. */
  name: string;
  label: string;
  hint?: ReactNode;
  schema: Schema;
  schemas: Schemas;
  kind: Kind;
  isRequired?: boolean;
  path: string;
  value: unknown;
  /** Gets undefined when the field is emptied. */
  onChange: (value: unknown) => void;
}

/** A text in which values may stand; `isWhole` where one value is all of it. */
export function TextSlot({ name, label, hint, isRequired, path, value, onChange, isLong = false, isWhole = false }: SlotProps & { isLong?: boolean; isWhole?: boolean }) {
  const handle = useRef<ValueTextHandle>(null);
  const error = useFaultAt(path);
  const text = typeof value === 'string' ? value : '';
  return (
    <div className={styles.slot}>
      <Field label={label} name={name} hint={hint} isOptional={!isRequired} error={error}>
        {({ className, id, 'aria-invalid': isInvalid, 'aria-describedby': described }) => (
          <ValueText
            id={id}
            className={className}
            aria-label={label}
            aria-invalid={isInvalid}
            aria-describedby={described}
            aria-required={isRequired || undefined}
            value={text}
            onChange={(next) => onChange(next === '' ? undefined : next)}
            isLong={isLong}
            handle={handle}
          />
        )}
      </Field>
      <InsertValue label={label} onTake={(expression) => (isWhole ? onChange(inBraces(expression)) : handle.current?.insert(expression))} />
    </div>
  );
}

export function NumberSlot({ name, label, hint, isRequired = false, path, value, onChange, schema }: SlotProps) {
  const error = useFaultAt(path);
  return (
    <div className={styles.slot}>
      <NumberField
        label={label}
        hint={hint}
        isOptional={!isRequired}
        isWhole={schema.type === 'integer'}
        name={name}
        error={error}
        value={value === undefined || value === null ? '' : String(value)}
        onChange={(typed) => onChange(typed === '' ? undefined : /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed)}
      />
      <InsertValue label={label} onTake={(expression) => onChange(inBraces(expression))} />
    </div>
  );
}

/** A day, where no value can stand for it. */
export function DaySlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
  return <TimeField kind="day" label={label} hint={hint} isOptional={!isRequired} name={name} error={useFaultAt(path)} value={typeof value === 'string' ? value : ''} onChange={(next) => onChange(next || undefined)} />;
}

/** How long: a number and its unit. */
export function TimeSlot({ name, label, hint, isRequired = false, path, value, onChange, schema }: SlotProps) {
  const { t } = useLingui();
  const error = useFaultAt(path);
  const seconds = typeof value === 'number' ? value : typeof schema.default === 'number' ? schema.default : undefined;
  const { amount, unit } = seconds === undefined ? { amount: undefined, unit: 'day' as Unit } : inUnit(seconds);
  const units: Record<Unit, string> = { second: t`segons`, minute: t`minuts`, hour: t`hores`, day: t`dies` };
  const change = (next: string, of: Unit) => onChange(next === '' || Number.isNaN(Number(next)) ? undefined : Math.round(Number(next) * UNITS[of]));
  return (
    <div className={styles.slot}>
      <div className={styles.pair}>
        <NumberField label={label} hint={hint} isOptional={!isRequired} isWhole name={name} error={error} value={amount === undefined ? '' : String(amount)} onChange={(typed) => change(typed, unit)} />
        <SelectField
          label={t`Unitat`}
          name={`${name}-unit`}
          error={undefined}
          value={unit}
          onChange={(next) => change(String(amount ?? 1), next)}
          options={(Object.keys(UNITS) as Unit[]).map((one) => ({ value: one, label: units[one] }))}
        />
      </div>
    </div>
  );
}

export function ChoiceSlot({ name, label, hint, isRequired = false, path, value, onChange, schema, kind }: SlotProps) {
  const { t } = useLingui();
  const error = useFaultAt(path);
  const values = kind === 'truth' ? [true, false] : (schema.enum ?? [schema.const]);
  const said = (one: unknown) => (one === true ? t`Sí` : one === false ? t`No` : choiceWord(one));
  const none = schema.default === undefined ? t`Sense triar` : t`Per defecte: ${said(schema.default)}`;
  return (
    <div className={styles.slot}>
      <SelectField
        label={label}
        hint={hint}
        isOptional={!isRequired}
        name={name}
        error={error}
        value={value === undefined ? '' : JSON.stringify(value)}
        onChange={(next) => onChange(next === '' ? undefined : JSON.parse(next))}
        options={[...(isRequired && value !== undefined ? [] : [{ value: '', label: none }]), ...values.map((one) => ({ value: JSON.stringify(one), label: said(one) }))]}
      />
      <InsertValue label={label} onTake={(expression) => onChange(inBraces(expression))} />
    </div>
  );
}

export function EventSlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
  const { t } = useLingui();
  const error = useFaultAt(path);
  const known = EVENT_TYPE_NAMES.map((one) => ({ value: one as string, label: eventName(one) })).toSorted((one, other) => one.label.localeCompare(other.label));
  const given = typeof value === 'string' ? value : '';
  const options = [...(given ? [] : [{ value: '', label: t`Tria’n un` }]), ...known, ...(given && !known.some((one) => one.value === given) ? [{ value: given, label: given }] : [])];
  return <SelectField label={label} hint={hint} isOptional={!isRequired} name={name} error={error} value={given} onChange={(next) => onChange(next || undefined)} options={options} />;
}

export function LaterStep({ name, label, hint, path, value, onChange }: SlotProps) {
  const { t } = useLingui();
  const { later } = useReadable();
  const given = typeof value === 'string' ? value : '';
  const steps = later.map(({ step }) => ({ value: step.id, label: step.name || step.id }));
  const options = [{ value: '', label: t`El pas següent` }, ...steps, ...(given && !steps.some((one) => one.value === given) ? [{ value: given, label: given }] : [])];
  return <SelectField label={label} hint={hint} name={name} error={useFaultAt(path)} value={given} onChange={(next) => onChange(next || undefined)} options={options} />;
}

export function ReferenceSlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
  const { type } = useReadable();
  const reference = referenceOf(name, path, type);
  const error = useFaultAt(path);
  if (!reference) return null;
  return (
    <div className={styles.slot}>
      <PickReference of={reference} label={label} hint={hint} isOptional={!isRequired} name={name} error={error} value={typeof value === 'string' ? value : ''} onChange={(id) => onChange(id || undefined)} />
      <InsertValue label={label} onTake={(expression) => onChange(inBraces(expression))} />
    </div>
  );
}
