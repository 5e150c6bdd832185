/** A field of a form that is made from a schema: which kind it is, and those that have others inside. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '~/ui/button';
import { TextField } from '~/ui/field';
import { isFields } from '../../logic/access';
import { hasExpression, inBraces } from '../../logic/pieces';
import { fieldsOf, kindOf, resolved, type FormField, type Kind, type Schemas } from '../../logic/schema';
import { ConditionForm } from './condition-form';
import { fieldHelp, fieldWord } from './field-words';
import fieldStyles from '~/ui/field.module.css';
import styles from './form.module.css';
import { useFaultAt, useReadable } from './readable';
import { referenceOf } from './references';
import { ChoiceSlot, DaySlot, EventSlot, LaterStep, NumberSlot, ReferenceSlot, type SlotProps, TextSlot, TimeSlot } from './single';
import { InsertValue } from './value-picker';

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
