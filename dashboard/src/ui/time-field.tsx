/**
 * Days and times in the dashboard's language. The browser's own fields write them in the browser's language, where
 * `04/05` may be in April; they lend the calendar alone, which opens from the button.
 */
import { useLingui } from '@lingui/react/macro';
import { CalendarDays } from 'lucide-react';
import { type ComponentProps, useId, useRef, useState } from 'react';
import { language } from '~/app/language';
import type { FieldProps } from '~/app/use-form';
import { IconButton } from './button';
import { Field, type Shared } from './field';
import filters from './filters.module.css';
import styles from './time-field.module.css';
import { isValue, type Kind, shownAs, valueOf } from './typed-time';

const PICKERS = { day: 'date', moment: 'datetime-local' } as const;

type ControlProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> & {
  kind: Kind;
  value: string;
  /** Gets the value, or what is typed while it is none: the API refuses that. */
  onChange: (value: string) => void;
  /** Gets the value that was chosen in the calendar. */
  onPick?: (value: string) => void;
};

/** The text, and the button of the calendar. */
function Control({ kind, value, onChange, onPick = onChange, onBlur, ...others }: ControlProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string>();
  const picker = useRef<HTMLInputElement>(null);
  const patterns: Record<Kind, string> = { day: t`dd/mm/aaaa`, time: t`hh:mm`, moment: t`dd/mm/aaaa hh:mm` };
  return (
    <span className={styles.control}>
      <input
        placeholder={patterns[kind]}
        autoComplete="off"
        aria-invalid={typed === undefined && !isValue(kind, value) ? true : undefined}
        {...others}
        value={typed ?? shownAs(value, language())}
        onChange={({ target: { value: text } }) => {
          setTyped(text);
          onChange(valueOf(kind, text, language()) ?? text);
        }}
        onBlur={(event) => {
          setTyped(undefined);
          onBlur?.(event);
        }}
      />
      {kind !== 'time' && (
        <>
          <IconButton icon={CalendarDays} label={t`Obre el calendari`} onClick={() => picker.current?.showPicker()} />
          <input
            ref={picker}
            type={PICKERS[kind]}
            className={styles.picker}
            tabIndex={-1}
            aria-hidden
            value={isValue(kind, value) ? value : ''}
            onChange={(event) => onPick(event.target.value)}
          />
        </>
      )}
    </span>
  );
}

/** A day, a time or a moment in a form. What is none says so when it is left. */
export function TimeField({ kind = 'day', label, hint, isOptional, name, value, onChange, error }: Shared & FieldProps<string> & { kind?: Kind }) {
  const { t } = useLingui();
  const [isLeft, setIsLeft] = useState(true);
  const faults: Record<Kind, string> = {
    day: t`No és una data. Escriu-la així: dd/mm/aaaa.`,
    time: t`No és una hora. Escriu-la així: hh:mm.`,
    moment: t`No és una data amb hora. Escriu-la així: dd/mm/aaaa hh:mm.`,
  };
  const fault = isLeft && !isValue(kind, value) ? faults[kind] : error;
  return (
    <Field {...{ label, hint, isOptional, name, error: fault }}>
      {(control) => (
        <Control {...control} {...{ kind, value, onChange }} onFocus={() => setIsLeft(false)} onBlur={() => setIsLeft(true)} />
      )}
    </Field>
  );
}

interface DaysFilterProps {
  /** What the first and the last day are called: "Des de", "Fins a". */
  labels: [from: string, to: string];
  from: string | undefined;
  to: string | undefined;
  onChange: (changes: { from?: string | undefined; to?: string | undefined }) => void;
}

/** The days that a list is narrowed to: the first and the last, each or none. */
export function DaysFilter({ labels, from, to, onChange }: DaysFilterProps) {
  return (
    <span className={filters.days}>
      <DayFilter label={labels[0]} value={from} onChange={(next) => onChange({ from: next })} />
      <DayFilter label={labels[1]} value={to} onChange={(next) => onChange({ to: next })} />
    </span>
  );
}

/** A day that a list is filtered by, or none. It filters when the field is left, or at Enter. */
function DayFilter({ label, value = '', onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const take = (day: string) => {
    setDraft(isValue('day', day) ? undefined : day);
    if (isValue('day', day) && day !== value) onChange(day || undefined);
  };
  const shown = draft ?? value;
  return (
    <span className={filters.day}>
      <label htmlFor={id}>{label}</label>
      <Control
        id={id}
        kind="day"
        value={shown}
        onChange={setDraft}
        onPick={take}
        onBlur={() => take(shown)}
        onKeyDown={({ key }) => key === 'Enter' && take(shown)}
      />
    </span>
  );
}
