/** Inserts a value of what came before: the button, and the list that it opens below its field, with samples. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Braces } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { IconButton } from '~/ui/button';
import { SearchFilter, trimmed } from '~/ui/filters';
import { useTypeName } from '../../words';
import type { Source } from '../../logic/values';
import styles from './form.module.css';
import { useReadable, useWordsOf } from './readable';

interface Props {
  /** The name of the field. */
  label: string;
  onTake: (expression: string) => void;
  /** Other values than those of the step: of an event. */
  more?: readonly Source[] | undefined;
}

/** The button at the corner of a field, and its list. */
export function InsertValue({ label, onTake, more }: Props) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { sources } = useReadable();
  if (!sources.length && !more?.length) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <span className={styles.insert}>
        <IconButton ref={button} icon={Braces} label={t`Insereix una dada a «${label}»`} aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)} />
      </span>
      {isOpen && (
        <div
          id={id}
          role="group"
          aria-label={t`Dades per inserir`}
          className={styles.values}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            close();
          }}
        >
          <ValueList
            more={more}
            onTake={(expression) => {
              setOpen(false);
              onTake(expression);
            }}
          />
        </div>
      )}
    </>
  );
}

/** What can be read, by its source. */
export function ValueList({ onTake, more = [] }: Omit<Props, 'label'>) {
  const { t } = useLingui();
  const { sources } = useReadable();
  const words = useWordsOf();
  const [wanted, setWanted] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector<HTMLElement>('input')?.focus(), []);
  const titleOf = useSourceTitle();
  const word = (wanted ?? '').trim().toLowerCase();
  const groups = [...more, ...sources]
    .map((source) => ({ source, values: source.values.filter(({ expression }) => `${words(expression)} ${expression}`.toLowerCase().includes(word)) }))
    .filter(({ values }) => values.length > 0);
  return (
    <div ref={list} className={styles.valueList}>
      <SearchFilter label={t`Cerca una dada`} value={wanted ?? ''} onChange={setWanted} read={trimmed} />
      {groups.map(({ source, values }) => (
        <section key={source.root} aria-label={titleOf(source)}>
          <h4>{titleOf(source)}</h4>
          <ul>
            {values.map(({ expression, sample }) => (
              <li key={expression}>
                <button type="button" title={expression} onClick={() => onTake(expression)}>
                  <span>{withoutRoot(words(expression))}</span>
                  <small>{sampleText(sample)}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {!groups.length && (
        <p className="quiet">
          <Trans>Cap dada no s’hi assembla.</Trans>
        </p>
      )}
    </div>
  );
}

/** The function that says where values come from. */
export function useSourceTitle(): (source: Source) => string {
  const { t } = useLingui();
  const typeName = useTypeName();
  return ({ kind, placed }) =>
    kind === 'step' && placed ? placed.step.name || typeName(placed.step.type) : { input: t`El que ha començat l’execució`, event: t`L’esdeveniment`, item: t`L’element del bucle`, run: t`L’execució`, step: '' }[kind];
}

/** A value below the title of its source need not name the source again. */
const withoutRoot = (words: string) => words.replace(/^[^›]+ › /, '');

const LONGEST = 60;

export function sampleText(sample: unknown): string {
  if (sample === undefined || sample === null) return '';
  const text = typeof sample === 'string' ? sample : JSON.stringify(sample);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
