/**
 * The fields of forms. Each takes `{...form.field('name')}` of `useForm`: name, value, onChange and the API's fault, which is
 * read out with the field.
 */
import { Trans } from '@lingui/react/macro';
import { type ComponentProps, type ReactNode, useId } from 'react';
import type { FieldProps } from '~/app/use-form';
import styles from './field.module.css';

export interface Shared {
  label: ReactNode;
  /** A sentence under the field. */
  hint?: ReactNode;
  /** Whether it may stay empty; said beside the label. */
  isOptional?: boolean;
}

interface ControlProps {
  id: string;
  name: string;
  className: string | undefined;
  'aria-invalid': boolean | undefined;
  'aria-describedby': string | undefined;
}

type FrameProps = Shared & { name: string; error: ReactNode; children: (control: ControlProps) => ReactNode };

/** The label, hint and fault around a control of any kind. */
export function Field({ label, hint, isOptional, name, error, children }: FrameProps) {
  const id = useId();
  const described = [error && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label} {isOptional && <Optional />}
      </label>
      {children({ id, name, className: styles.control, 'aria-invalid': error ? true : undefined, 'aria-describedby': described })}
      {error && (
        <p id={`${id}-fault`} className={styles.fault}>
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

function Optional() {
  return (
    <span className={styles.optional}>
      <Trans>(opcional)</Trans>
    </span>
  );
}

type Native<Tag extends 'input' | 'textarea' | 'select'> = Omit<ComponentProps<Tag>, 'name' | 'value' | 'onChange' | 'id'>;

/** One line of text: also `type="email"`, `"password"`, `"url"`. Days and times are `TimeField`. */
export function TextField({ label, hint, isOptional, name, value, onChange, error, ...others }: Shared & FieldProps<string> & Native<'input'>) {
  return (
    <Field {...{ label, hint, isOptional, name, error }}>
      {(control) => <input {...control} {...others} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({ label, hint, isOptional, name, value, onChange, error, ...others }: Shared & FieldProps<string> & Native<'textarea'>) {
  return (
    <Field {...{ label, hint, isOptional, name, error }}>
      {(control) => <textarea {...control} {...others} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

export interface Option<T extends string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode;
}

/** One of several, in the browser's own list. */
export function SelectField<T extends string>({
  label,
  hint,
  isOptional,
  name,
  value,
  onChange,
  error,
  options,
  ...others
}: Shared & FieldProps<T> & Native<'select'> & { options: Option<T>[] }) {
  return (
    <Field {...{ label, hint, isOptional, name, error }}>
      {(control) => (
        <select {...control} {...others} value={value} onChange={(event) => onChange(event.target.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface ChoicesProps<T extends string> extends Shared {
  name: string;
  error: string | undefined;
  options: Option<T>[];
  isInARow?: boolean;
}

/** One of a few, all visible. */
export function RadioField<T extends string>({ value, onChange, ...others }: ChoicesProps<T> & FieldProps<T>) {
  return <Choices {...others} type="radio" isChosen={(one) => one === value} choose={onChange} />;
}

/** Any of several. */
export function CheckField<T extends string>({ value, onChange, ...others }: ChoicesProps<T> & FieldProps<T[]>) {
  const choose = (one: T) => onChange(value.includes(one) ? value.filter((each) => each !== one) : [...value, one]);
  return <Choices {...others} type="checkbox" isChosen={(one) => value.includes(one)} choose={choose} />;
}

interface InnerProps<T extends string> extends ChoicesProps<T> {
  type: 'radio' | 'checkbox';
  isChosen: (one: T) => boolean;
  choose: (one: T) => void;
}

function Choices<T extends string>({ label, hint, isOptional, name, error, options, isInARow, type, isChosen, choose }: InnerProps<T>) {
  const id = useId();
  return (
    <fieldset className={styles.field} aria-describedby={error ? `${id}-fault` : undefined}>
      <legend className={styles.label}>
        {label} {isOptional && <Optional />}
      </legend>
      {hint && <p className={styles.hint}>{hint}</p>}
      <div className={`${styles.choices} ${isInARow ? styles.inARow : ''}`}>
        {options.map((option) => (
          <label key={option.value} className={styles.choice}>
            <input type={type} name={name} checked={isChosen(option.value)} onChange={() => choose(option.value)} />
            <span>
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-fault`} className={styles.fault}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** Yes or no. */
export function Checkbox({ label, hint, name, value, onChange }: Shared & Omit<FieldProps<boolean>, 'error'>) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" name={name} checked={value} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
