/** A choice among many: type a few letters, take one of what is found. */
import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { arrowed } from '~/app/arrows';
import { useLater } from '~/app/use-later';
import { IconButton } from './button';
import { Field } from './field';
import styles from './picker.module.css';

/** After so many characters it is said that there is nothing. */
const SAID_AFTER = 2;

export interface Found {
  value: string;
  label: string;
  hint?: string | undefined;
  /** What it is among; those of one group stand together, below its name. */
  group?: string;
}

interface PickerProps {
  label: ReactNode;
  hint?: ReactNode;
  isOptional?: boolean;
  name: string;
  error: string | undefined;
  /** The chosen one, with its name; undefined when nothing is chosen. */
  chosen: Found | undefined;
  onChange: (value: string) => void;
  /** What was typed, as it is typed. */
  onSearch: (typed: string) => void;
  /** What the search finds. */
  found: Found[];
  /** Whether `found` is of what was typed before: Enter waits for what is found now, and takes its first. */
  isSearching?: boolean;
  /** What is offered first is read now: a form that nobody fills in asks for nothing. */
  onFocus?: () => void;
}

export function Picker({ chosen, onChange, onSearch, found, isSearching = false, onFocus, ...frame }: PickerProps) {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState<number>(); // undefined: nobody went up or down, it is the first
  const active = Math.min(at ?? 0, found.length - 1);
  const isNone = typed.trim().length >= SAID_AFTER && !found.length && !isSearching;
  const isShown = isOpen && (isNone || found.length > 0); // Escape closes what is seen: where nothing is, what is around
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) list.current?.querySelector(`[id="${id}-${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, id, active]);
  const enter = useLater(isSearching, () => take(found[0]));
  const search = (text: string) => {
    setTyped(text);
    setOpen(true);
    setAt(undefined);
    enter.forget();
    onSearch(text);
  };
  const take = (one: Found | undefined) => {
    if (!one) return;
    onChange(one.value);
    search('');
    setOpen(false);
  };
  const close = () => {
    setOpen(false);
    enter.forget();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      setAt(arrowed(event.key, active, found.length) ?? at);
    } else if (event.key === 'Enter' && isOpen && isSearching && at === undefined) enter.later();
    else if (event.key === 'Enter' && isOpen) take(found[active]);
    else if (event.key === 'Escape' && isShown) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Field {...frame}>
      {(control) =>
        chosen ? (
          <div className={styles.chosen}>
            <output id={control.id} aria-describedby={control['aria-describedby']} className={styles.name}>
              {chosen.label} {chosen.hint && <small className="quiet">{chosen.hint}</small>}
            </output>
            <IconButton icon={X} label={t`Treu ${chosen.label}`} onClick={() => onChange('')} />
          </div>
        ) : (
          <div className={styles.picker}>
            <input
              {...control}
              role="combobox"
              aria-expanded={isOpen && found.length > 0}
              aria-controls={id}
              aria-autocomplete="list"
              aria-activedescendant={isOpen && found[active] ? `${id}-${active}` : undefined}
              autoComplete="off"
              value={typed}
              onChange={(event) => search(event.target.value)}
              onFocus={onFocus}
              onClick={() => setOpen(true)}
              onBlur={close}
              onKeyDown={onKey}
            />
            <div ref={list} id={id} role="listbox" aria-label={t`Resultats`} hidden={!isOpen || !found.length} className={styles.list}>
              {groupsOf(found).map(([title, ones]) => (
                <Group key={title ?? ''} title={title}>
                  {ones.map((one) => {
                    const index = found.indexOf(one);
                    return (
                      <Option key={one.value} id={`${id}-${index}`} isActive={index === active} onTake={() => take(one)}>
                        {one.label} {one.hint && <small>{one.hint}</small>}
                      </Option>
                    );
                  })}
                </Group>
              ))}
            </div>
            {isShown && isNone && (
              <p role="status" className={styles.none}>
                <Trans>Cap resultat.</Trans>
              </p>
            )}
          </div>
        )
      }
    </Field>
  );
}

interface OptionProps {
  id: string;
  isActive: boolean;
  onTake: () => void;
  children: ReactNode;
}

/** One of what may be taken, in a list below a field. */
export function Option({ id, isActive, onTake, children }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, and names the option (aria-activedescendant)
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={styles.option}
      onMouseDown={(event) => {
        event.preventDefault(); // the field keeps the focus, so that the list stays until the click
        onTake();
      }}
    >
      {children}
    </div>
  );
}

/** What is found, by its groups, in the order in which it came. */
function groupsOf(found: readonly Found[]): [string | undefined, Found[]][] {
  const groups = new Map<string | undefined, Found[]>();
  for (const one of found) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups];
}

function Group({ title, children }: { title: string | undefined; children: ReactNode }) {
  if (title === undefined) return children;
  return (
    <div role="group" aria-label={title}>
      <p className={styles.group} aria-hidden>
        {title}
      </p>
      {children}
    </div>
  );
}
