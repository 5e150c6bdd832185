/** The fields of the input of a workflow: those of its form, and what who runs it fills in. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '~/ui/button';
import { Checkbox, SelectField, TextField } from '~/ui/field';
import { INPUT_TYPES, type InputField, inputFields, type InputType, ofType, withInputFields } from '../../logic/trigger';
import fieldStyles from '~/ui/field.module.css';
import styles from './form.module.css';

type Json = Record<string, unknown>;

interface Props {
  value: unknown;
  onChange: (value: Json | undefined) => void;
  isForm: boolean;
  /** What the fields are, where they are no input of a workflow. */
  legend?: string;
  /** What is wrong with them as a whole. */
  error: string | undefined;
}

export function InputFields({ value, onChange, isForm, legend, error }: Props) {
  const { t } = useLingui();
  const fields = inputFields(value);
  const change = (next: InputField[]) => onChange(next.length || isForm ? withInputFields(value, next) : undefined);
  const one = (at: number, next: Partial<InputField>) => change(fields.map((field, place) => (place === at ? { ...field, ...next } : field)));
  const fresh = () => {
    let name = t`camp`;
    for (let number = 2; fields.some((field) => field.name === name); number++) name = `${t`camp`}_${number}`;
    return name;
  };
  return (
    <fieldset className={styles.group}>
      <legend>{legend ?? (isForm ? t`Camps del formulari` : t`Què s’ha d’omplir per començar`)}</legend>
      {error && <p className={fieldStyles.fault}>{error}</p>}
      {fields.map((field, at) => (
        <InputFieldForm
          key={at}
          field={field}
          number={at + 1}
          onChange={(next) => {
            if (next.name === undefined || !fields.some(({ name }, place) => place !== at && name === next.name)) one(at, next);
          }}
          onRemove={() => change(fields.filter((_, place) => place !== at))}
        />
      ))}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => change([...fields, { name: fresh(), type: 'text', isRequired: false, schema: { type: 'string' } }])}>
          <Trans>Afegeix un camp</Trans>
        </Button>
      </div>
    </fieldset>
  );
}

function InputFieldForm({ field, number, onChange, onRemove }: { field: InputField; number: number; onChange: (field: Partial<InputField>) => void; onRemove: () => void }) {
  const { t } = useLingui();
  const types: Record<InputType, string> = { text: t`Text`, number: t`Número`, date: t`Data`, email: t`Correu electrònic`, truth: t`Sí o no`, choice: t`Una de diverses`, other: t`Una altra cosa (JSON)` };
  const { name, type, isRequired, schema } = field;
  return (
    <div className={styles.inputField} role="group" aria-label={t`Camp ${number}`}>
      <TextField label={t`Nom`} name={`input-${number}`} error={undefined} value={name} onChange={(next) => onChange({ name: next })} />
      <SelectField
        label={t`Tipus`}
        name={`input-${number}-type`}
        error={undefined}
        value={type}
        onChange={(next) => onChange({ type: next, schema: ofType(field, next) })}
        options={INPUT_TYPES.filter((one) => one !== 'other' || type === 'other').map((one) => ({ value: one, label: types[one] }))}
      />
      <Checkbox label={t`Obligatori`} name={`input-${number}-required`} value={isRequired} onChange={(next) => onChange({ isRequired: next })} />
      <IconButton icon={X} label={t`Treu «${name}»`} onClick={onRemove} />
      {type === 'choice' && (
        <TextField
          label={t`Opcions, separades per comes`}
          name={`input-${number}-choices`}
          error={undefined}
          value={(schema['enum'] as string[]).join(', ')}
          onChange={(next) => onChange({ schema: { ...schema, enum: choicesOf(next) } })}
        />
      )}
    </div>
  );
}

function choicesOf(text: string): string[] {
  const choices = text.split(',').map((one) => one.trimStart());
  return Array.from(new Set(choices));
}
