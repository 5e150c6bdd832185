/** The command palette: type a few letters, go there. Pages are found by their names in each language, and some data. */
import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { arrowed } from './arrows';
import { type Found, useFound } from './found';
import { language, LANGUAGES, type Text } from './language';
import { pagesFor } from './menu';
import { GROUPS, type Page } from './page';
import styles from './palette.module.css';
import { plain } from './plain';
import { usePerson } from './session';
import { useLater } from './use-later';

/** The pages that each word of a query is in, those whose name begins with it first. */
export function matching(pages: Page[], query: string): Page[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const known = pages.map((page) => {
    const names = LANGUAGES.map((one) => plain(page.title[one]));
    return { page, names, all: [...names, plain(page.words ?? ''), page.path].join(' ') };
  });
  const found = known.filter(({ all }) => words.every((word) => all.includes(word)));
  const isFirst = (names: string[]) => names.some((name) => words[0] !== undefined && name.startsWith(words[0]));
  return found.sort((one, other) => Number(isFirst(other.names)) - Number(isFirst(one.names))).map(({ page }) => page);
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { role } = usePerson();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const pages = matching(pagesFor(role), query).map(choiceOf);
  const { found: data, isSearching } = useFound(query);
  const found = [...pages, ...data];
  const at = Math.min(chosen, found.length - 1);
  useEffect(() => {
    const { current } = dialog;
    if (current && !current.open) current.showModal();
    return () => current?.close();
  }, []);
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    void navigate({ to: choice.to, params: choice.params, search: choice.search });
  };
  const enter = useLater(isSearching, () => go(found[0]));
  const onKey = (event: KeyboardEvent) => {
    const next = arrowed(event.key, at, found.length);
    if (next !== undefined) setChosen(next);
    else if (event.key === 'Enter' && isSearching && !pages.length && !chosen) enter.later();
    else if (event.key === 'Enter') go(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={t`Cerca pàgines i dades`}
      onCancel={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <input
        className={styles.input}
        role="combobox"
        aria-label={t`Què busques?`}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[at] && `${id}-${at}`}
        aria-autocomplete="list"
        placeholder={t`Què busques?`}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
          enter.forget();
        }}
        onKeyDown={onKey}
        autoFocus
      />
      <div id={id} role="listbox" aria-label={t`Resultats`} className={styles.results}>
        {found.map((one, index) => (
          <Option key={one.key} id={`${id}-${index}`} of={one} isChosen={index === at} onChoose={() => go(one)} onPoint={() => setChosen(index)} />
        ))}
      </div>
      {!found.length && !isSearching && (
        <p role="status" className={styles.none}>
          {t`No s’ha trobat res que es digui així.`}
        </p>
      )}
    </dialog>
  );
}

/** A page, or something that was found. */
type Choice = Omit<Found, 'kind'> & { kind?: Text | undefined; icon?: LucideIcon | undefined };

function choiceOf({ path, title, group, icon }: Page): Choice {
  const kind = group && (GROUPS as Record<string, Text | undefined>)[group];
  return { key: path, title: title[language()], to: path, kind, icon };
}

interface OptionProps {
  id: string;
  of: Choice;
  isChosen: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Option({ id, of: { icon: Icon, title, kind }, isChosen, onChoose, onPoint }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, and names the option (aria-activedescendant)
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field takes it
    <div id={id} role="option" aria-selected={isChosen} className={styles.option} onClick={onChoose} onMouseMove={onPoint}>
      {Icon && <Icon aria-hidden />}
      <span className="one-line">{title}</span>
      {kind && <small>{kind[language()]}</small>}
    </div>
  );
}
