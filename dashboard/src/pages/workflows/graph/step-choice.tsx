/** The choice of a step to add: the usual ones first, then every operation of the API; a few letters find one. */
import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { arrowed } from '~/app/arrows';
import { language } from '~/app/language';
import { hasWords } from '~/app/plain';
import { Dialog } from '~/ui/dialog';
import { useOperationTitles } from '~/app/operation-titles';
import { shortName, useStepTypes } from '../words';
import styles from './graph.module.css';
import { AREAS } from '~/app/operation-areas';

interface Choice {
  type: string;
  label: string;
}

interface Group {
  title: string;
  choices: Choice[];
}

/** Return what opens the choice, and the choice, which is to be drawn. */
export function useStepChoice(onTake: (type: string) => void): [open: () => void, choice: ReactNode] {
  const [isOpen, setOpen] = useState(false);
  const take = (type: string) => {
    setOpen(false);
    onTake(type);
  };
  // In the body: the graph would take clicks in it for its own, and the editor its keys.
  const choice = isOpen && createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: it takes keys from what is around it, and does nothing with them
    <div role="presentation" onKeyDown={(event) => event.stopPropagation()}>
      <StepChoice onTake={take} onClose={() => setOpen(false)} />
    </div>,
    document.body,
  );
  return [() => setOpen(true), choice];
}

export function StepChoice({ onTake, onClose }: { onTake: (type: string) => void; onClose: () => void }) {
  const { t } = useLingui();
  const id = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const groups = matching(useGroups(), query);
  const all = groups.flatMap(({ choices }) => choices);
  const at = Math.min(chosen, all.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  const onKey = (event: KeyboardEvent) => {
    const next = arrowed(event.key, at, all.length);
    if (next !== undefined) setChosen(next);
    else if (event.key === 'Enter' && all[at]) onTake(all[at].type);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t`Afegeix un pas`} onClose={onClose}>
      <div className={styles.choice}>
        <input
          role="combobox"
          aria-label={t`Què ha de fer el pas?`}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={all[at] && `${id}-${at}`}
          aria-autocomplete="list"
          placeholder={t`Què ha de fer el pas?`}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
        <div ref={list} id={id} role="listbox" aria-label={t`Passos`} tabIndex={-1} className={styles.choices}>
          {groups.map((group) => (
            <div key={group.title} role="group" aria-label={group.title}>
              <p className={styles.groupTitle} aria-hidden>
                {group.title}
              </p>
              {group.choices.map((one) => {
                const position = all.indexOf(one);
                return (
                  // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, and names the option (aria-activedescendant)
                  // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field takes it
                  <div key={one.type} id={`${id}-${position}`} role="option" aria-selected={position === at} className={styles.option} onClick={() => onTake(one.type)}>
                    {one.label}
                    {one.type.includes('.') && <small aria-hidden>{one.type}</small>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {!all.length && (
          <p role="status" className="quiet">
            <Trans>Cap pas no s’hi assembla.</Trans>
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** The usual steps by what they are for, and the operations that are none of these by what they are about. */
function useGroups(): Group[] {
  const usual = useStepTypes();
  const titles = useOperationTitles();
  const spoken = language();
  return useMemo(() => {
    const known = new Set(usual.flatMap(({ types }) => Object.keys(types)));
    const operations = Object.entries(titles ?? {}).filter(([type]) => !known.has(type) && !known.has(shortName(type)));
    const areas = Object.entries(AREAS).map(([area, title]) => ({
      title: title[spoken],
      choices: operations.filter(([type]) => type.startsWith(`${area}.`)).map(([type, label]) => ({ type, label })),
    }));
    return [...usual.map(({ title, types }) => ({ title, choices: Object.entries(types).map(([type, label]) => ({ type, label })) })), ...areas];
  }, [usual, titles, spoken]);
}

/** The choices that each word of a query is in. */
function matching(groups: readonly Group[], query: string): Group[] {
  return groups
    .map(({ title, choices }) => ({ title, choices: choices.filter(({ type, label }) => hasWords(`${label} ${title} ${type}`, query)) }))
    .filter(({ choices }) => choices.length > 0);
}
