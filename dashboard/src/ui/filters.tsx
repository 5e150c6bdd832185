/** Filters above a list, which live in the address: a search, and a choice of a few words. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Search, SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { query } from '~/app/search';
import { useShortcuts } from '~/app/shortcuts';
import { Button } from './button';
import type { Option } from './field';
import styles from './filters.module.css';
import type { Column, Sorting } from './table';
import { Views } from './views';

const PAUSE = 250;

/** The row above a list, with the views of it. */
export function Filters({ children, label, views = <Views /> }: { children: ReactNode; label?: string; views?: ReactNode }) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const fields = useId();
  const close = () => setOpen(false);
  return (
    <div role="search" aria-label={label ?? t`Filtres`} className={styles.filters}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape in one of its fields closes it */}
      <div id={fields} className={`${styles.fields} ${isOpen ? styles.isOpen : ''}`} onKeyDown={({ key }) => key === 'Escape' && close()}>
        {children}
        <span className={styles.views}>{views}</span>
        <span className={styles.done}>
          <Button look="primary" onClick={close}>
            <Trans>Fet</Trans>
          </Button>
        </span>
      </div>
      <span className={styles.opener}>
        <Button icon={SlidersHorizontal} aria-expanded={isOpen} aria-controls={fields} onClick={() => setOpen(!isOpen)}>
          {label ?? t`Filtres`}
        </Button>
      </span>
    </div>
  );
}

interface SearchFilterProps {
  value?: string;
  onChange: (value: string | undefined) => void;
  label: string;
  /** What is searched by what is typed; by default what the API can search by. */
  read?: (typed: string) => string | undefined;
}

/** A search that is sent when the typing pauses. */
export function SearchFilter({ value = '', onChange, label, read = query }: SearchFilterProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: ['/'], does: label, run: () => isFocused(field.current) }]);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const wanted = read(typed) ?? '';
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value; // Back, or filters taken away
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (wanted === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = wanted;
      latest.current(wanted || undefined);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [wanted]);
  return (
    <>
      <label className={styles.search}>
        <Search aria-hidden />
        <input ref={field} type="search" aria-label={label} placeholder={label} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      {!wanted && typed.trim().length > 1 && (
        <span role="status" className={styles.hint}>
          <KeepTyping />
        </span>
      )}
    </>
  );
}

/** What is said of a search by no word: `a b`. */
export function KeepTyping() {
  return <Trans>Escriu almenys dues lletres seguides.</Trans>;
}

/** What a list that is here already is searched by: all that is typed. */
export const trimmed = (typed: string) => typed.trim() || undefined;

/** Give a field the focus, unless it is not drawn: on a phone filters are behind a button. */
function isFocused(field: HTMLInputElement | null): boolean {
  field?.focus();
  return document.activeElement === field;
}

interface ChoiceFilterProps<T extends string> {
  label: string;
  value: T | undefined;
  onChange: (value: T | undefined) => void;
  options: Option<T>[];
  /** What is said for no choice, where there may be none: "Tots els estats". */
  all?: string;
}

/** One of some words, or all. */
export function ChoiceFilter<T extends string>({ label, value, onChange, options, all }: ChoiceFilterProps<T>) {
  const id = useId();
  return (
    <span className={styles.choice}>
      <label htmlFor={id} className="for-readers">
        {label}
      </label>
      <select id={id} value={value ?? ''} onChange={(event) => onChange((event.target.value || undefined) as T | undefined)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}

interface OrderFilterProps<Row> {
  /** All columns of the list; those that have an order are offered, also while they are not shown. */
  columns: Column<Row>[];
  sorting: Sorting;
}

/** The order of a list, on a phone: there rows are cards, without the headings that sort them. */
export function OrderFilter<Row>({ columns, sorting: { sort, onSort } }: OrderFilterProps<Row>) {
  const { t } = useLingui();
  const id = useId();
  return (
    <span className={`${styles.choice} ${styles.order}`}>
      <label htmlFor={id}>
        <Trans>Ordena per</Trans>
      </label>
      <select id={id} value={sort ?? ''} onChange={(event) => onSort(event.target.value || undefined)}>
        <option value="">{t`L’ordre de sempre`}</option>
        {columns.flatMap(({ title, order }) =>
          order
            ? [
                <option key={order} value={order}>{t`${title}, ascendent`}</option>,
                <option key={`-${order}`} value={`-${order}`}>{t`${title}, descendent`}</option>,
              ]
            : [],
        )}
      </select>
    </span>
  );
}

interface SinceFilterProps {
  value: 'hour' | 'day' | 'week' | undefined;
  onChange: (value: 'hour' | 'day' | 'week' | undefined) => void;
  /** What is said for no choice: "Els últims 30 dies". */
  all: string;
}

/** Since when: the last hour, day or week, or all. */
export function SinceFilter({ value, onChange, all }: SinceFilterProps) {
  const { t } = useLingui();
  const options: Option<'hour' | 'day' | 'week'>[] = [
    { value: 'hour', label: t`L’última hora` },
    { value: 'day', label: t`Les últimes 24 hores` },
    { value: 'week', label: t`L’última setmana` },
  ];
  return <ChoiceFilter label={t`Des de quan`} {...{ value, onChange, all, options }} />;
}
