/** A field of a form that is made from a schema: its kind of control, its values of earlier steps, and what is wrong with it. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { EVENT_TYPE_NAMES, eventName } from '~/app/event-types';
import { Button, IconButton } from '~/ui/button';
import { Field, SelectField, TextField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { TimeField } from '~/ui/time-field';
import { isFields } from '../../logic/access';
import { inUnit, type Unit, UNITS } from '../../logic/amount-of-time';
import { hasExpression, inBraces } from '../../logic/pieces';
import { fieldsOf, kindOf, resolved, type FormField, type Kind, type Schema, type Schemas } from '../../logic/schema';
import { ConditionForm } from './condition-form';
import { choiceWord, fieldHelp, fieldWord } from './field-words';
import fieldStyles from '~/ui/field.module.css';
import styles from './form.module.css';
import { useFaultAt, useReadable } from './readable';
import { PickReference, referenceOf } from './references';
import { InsertValue } from './value-picker';
import { ValueText, type ValueTextHandle } from './value-text';

interface SlotProps {
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

const LONG = 600;

/** The field of a schema, by how it is typed. */
export function Slot(props: SlotProps) {
  const { name, kind, value, schema } = props;
  const { type, sources } = useReadable();
  const hasSources = sources.length > 0;
  const reference = referenceOf(name, props.path, type);
  if (name === 'filter' || name === 'if') return <ConditionForm label={props.label} value={typeof value === 'string' ? value : undefined} onChange={props.onChange} path={props.path} isFilter={name === 'filter'} />;
  if (name === 'event' && kind === 'text') return <EventSlot {...props} />;
  if ((name === 'then' || name === 'else') && kind === 'text') return <LaterStep {...props} />;
  if (hasExpression(value) && kind !== 'text' && kind !== 'any') return <TextSlot {...props} isWhole />;
  if (reference && hasExpression(value)) return <TextSlot {...props} isWhole />;
  if (typeof value === 'string' && (kind === 'any' || kind === 'list' || kind === 'map' || kind === 'fields')) return <TextSlot {...props} />;
  if (reference && kind === 'text') return <ReferenceSlot {...props} />;
  if (kind === 'number' && /(^|_)seconds$/.test(name)) return <TimeSlot {...props} />;
  switch (kind) {
    case 'number':
      return <NumberSlot {...props} />;
    case 'truth':
    case 'choice':
      return <ChoiceSlot {...props} />;
    case 'list':
      return <ListSlot {...props} />;
    case 'fields':
      return <FieldsSlot {...props} />;
    case 'map':
      return <MapSlot {...props} />;
    case 'any':
      return <AnySlot {...props} />;
    case 'text':
      if (schema.format === 'date' && !hasSources) return <DaySlot {...props} />;
      return <TextSlot {...props} isLong={(schema.maxLength ?? 0) > LONG || ['body', 'text', 'message', 'description', 'note', 'notes'].includes(name)} />;
  }
}

/** What a value is that has no schema. */
function kindOfValue(value: unknown): Kind {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'truth';
  if (Array.isArray(value)) return 'list';
  return isFields(value) ? 'map' : 'text';
}

/** Anything: as what it is. */
function AnySlot(props: SlotProps) {
  return props.value === null || props.value === undefined ? <TextSlot {...props} value={undefined} /> : <Slot {...props} kind={kindOfValue(props.value)} />;
}

/** A text in which values may stand; `isWhole` where one value is all of it. */
function TextSlot({ name, label, hint, isRequired, path, value, onChange, isLong = false, isWhole = false }: SlotProps & { isLong?: boolean; isWhole?: boolean }) {
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

function NumberSlot({ name, label, hint, isRequired = false, path, value, onChange, schema }: SlotProps) {
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
function DaySlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
  return <TimeField kind="day" label={label} hint={hint} isOptional={!isRequired} name={name} error={useFaultAt(path)} value={typeof value === 'string' ? value : ''} onChange={(next) => onChange(next || undefined)} />;
}

/** How long: a number and its unit. */
function TimeSlot({ name, label, hint, isRequired = false, path, value, onChange, schema }: SlotProps) {
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

function ChoiceSlot({ name, label, hint, isRequired = false, path, value, onChange, schema, kind }: SlotProps) {
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

function EventSlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
  const { t } = useLingui();
  const error = useFaultAt(path);
  const known = EVENT_TYPE_NAMES.map((one) => ({ value: one as string, label: eventName(one) })).toSorted((one, other) => one.label.localeCompare(other.label));
  const given = typeof value === 'string' ? value : '';
  const options = [...(given ? [] : [{ value: '', label: t`Tria’n un` }]), ...known, ...(given && !known.some((one) => one.value === given) ? [{ value: given, label: given }] : [])];
  return <SelectField label={label} hint={hint} isOptional={!isRequired} name={name} error={error} value={given} onChange={(next) => onChange(next || undefined)} options={options} />;
}

function LaterStep({ name, label, hint, path, value, onChange }: SlotProps) {
  const { t } = useLingui();
  const { later } = useReadable();
  const given = typeof value === 'string' ? value : '';
  const steps = later.map(({ step }) => ({ value: step.id, label: step.name || step.id }));
  const options = [{ value: '', label: t`El pas següent` }, ...steps, ...(given && !steps.some((one) => one.value === given) ? [{ value: given, label: given }] : [])];
  return <SelectField label={label} hint={hint} name={name} error={useFaultAt(path)} value={given} onChange={(next) => onChange(next || undefined)} options={options} />;
}

function ReferenceSlot({ name, label, hint, isRequired = false, path, value, onChange }: SlotProps) {
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

/** The frame of what has fields of its own. */
function Group({ label, hint, path, isRequired, insert, children }: Pick<SlotProps, 'label' | 'hint' | 'path' | 'isRequired'> & { insert?: ((expression: string) => void) | undefined; children: ReactNode }) {
  const error = useFaultAt(path, true);
  return (
    <fieldset className={`${styles.slot} ${styles.group}`}>
      <legend>
        {label} {!isRequired && <Trans>(opcional)</Trans>}
      </legend>
      {insert && <InsertValue label={label} onTake={insert} />}
      {hint && <p className={fieldStyles.hint}>{hint}</p>}
      {error && <p className={fieldStyles.fault}>{error}</p>}
      {children}
    </fieldset>
  );
}

function ListSlot(props: SlotProps) {
  const { t } = useLingui();
  const { value, onChange, path, schema, schemas, name, label } = props;
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const item = resolved(schema.items ?? {}, schemas);
  const kind = kindOf(item);
  const change = (next: unknown[]) => onChange(next.length ? next : undefined);
  return (
    <Group {...props} insert={(expression) => onChange(inBraces(expression))}>
      {list.map((one, at) => {
        const place = at + 1;
        return (
          <div key={at} className={styles.item}>
            <Slot
              name={name}
              label={`${label} ${place}`}
              schema={item}
              schemas={schemas}
              kind={kind}
              isRequired
              path={`${path}[${at}]`}
              value={one}
              onChange={(next) => change(list.map((each, other) => (other === at ? (next ?? emptyOf(kind)) : each)))}
            />
            <IconButton icon={X} label={t`Treu ${label} ${place}`} onClick={() => change(list.filter((_, other) => other !== at))} />
          </div>
        );
      })}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => change([...list, emptyOf(kind)])} aria-label={t`Afegeix a «${label}»`}>
          <Trans>Afegeix</Trans>
        </Button>
      </div>
    </Group>
  );
}

function emptyOf(kind: Kind): unknown {
  if (kind === 'fields' || kind === 'map') return {};
  return kind === 'list' ? [] : '';
}

function FieldsSlot(props: SlotProps) {
  const { value, onChange, path, schema, schemas } = props;
  return (
    <Group {...props}>
      <Fields of={fieldsOf(schema, schemas)} schemas={schemas} path={path} value={isFields(value) ? value : {}} onChange={onChange} />
    </Group>
  );
}

interface FieldsProps {
  of: readonly FormField[];
  schemas: Schemas;
  path: string;
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
  /** The names that are shown first; by default the required ones. */
  first?: readonly string[] | undefined;
  /** What is drawn in place of the field of a name. */
  instead?: Record<string, ReactNode>;
}

/** The fields of an object; those that few need are behind a line. */
export function Fields({ of, schemas, path, value, onChange, first, instead = {} }: FieldsProps) {
  const { type } = useReadable();
  const order = first ?? [];
  const isShown = ({ name, isRequired }: FormField) => isRequired || order.includes(name) || value[name] !== undefined || (first === undefined && of.length <= 6);
  const place = ({ name }: FormField) => (order.includes(name) ? order.indexOf(name) : order.length);
  const shown = of.filter(isShown).toSorted((one, other) => place(one) - place(other));
  const others = of.filter((field) => !isShown(field));
  const slot = (field: FormField) =>
    field.name in instead ? (
      <div key={field.name}>{instead[field.name]}</div>
    ) : (
      <Slot
        key={field.name}
        {...field}
        label={fieldWord(field.name, type)}
        hint={fieldHelp(field.name, type, field.schema.description)}
        schemas={schemas}
        path={`${path}.${field.name}`}
        value={value[field.name]}
        onChange={(next) => onChange(withField(value, field.name, next))}
      />
    );
  return (
    <>
      {shown.map(slot)}
      {others.length > 0 && (
        <details className={styles.more}>
          <summary>
            <Trans>Més camps</Trans>
          </summary>
          <div className={styles.form}>{others.map(slot)}</div>
        </details>
      )}
    </>
  );
}

export function withField(fields: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  if (value !== undefined) return { ...fields, [name]: value };
  const { [name]: _, ...others } = fields;
  return others;
}

/** Names and values of one's own. */
export function MapSlot(props: SlotProps) {
  const { t } = useLingui();
  const { value, onChange, path, schemas, label } = props;
  const entries = Object.entries(isFields(value) ? value : {});
  const change = (next: [string, unknown][]) => onChange(next.length || props.isRequired ? Object.fromEntries(next) : undefined);
  const fresh = () => {
    let name = t`camp`;
    for (let number = 2; entries.some(([one]) => one === name); number++) name = `${t`camp`}_${number}`;
    return name;
  };
  return (
    <Group {...props} insert={props.isRequired ? undefined : (expression) => onChange(inBraces(expression))}>
      {entries.map(([name, one], at) => (
        <div key={at} className={styles.entry}>
          <TextField
            label={t`Nom`}
            name={`${path}-name-${at}`}
            error={undefined}
            value={name}
            onChange={(next) => !entries.some(([other], place) => place !== at && other === next) && change(entries.map((entry, place) => (place === at ? [next, one] : entry)))}
          />
          <Slot name="" label={t`Valor de «${name}»`} schema={{}} schemas={schemas} kind="any" isRequired path={`${path}.${name}`} value={one} onChange={(next) => change(entries.map((entry, place) => (place === at ? [name, next ?? ''] : entry)))} />
          <IconButton icon={X} label={t`Treu «${name}»`} onClick={() => change(entries.filter((_, place) => place !== at))} />
        </div>
      ))}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => change([...entries, [fresh(), '']])} aria-label={t`Afegeix a «${label}»`}>
          <Trans>Afegeix</Trans>
        </Button>
      </div>
    </Group>
  );
}
