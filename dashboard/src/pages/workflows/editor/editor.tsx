/** The editor: the graph of a definition, and beside it the form of what is chosen, trials in the sandbox, its JSON and help. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import { Tabs } from '~/ui/tabs';
import { Graph } from '../graph/graph';
import { allSteps } from '../logic/definition';
import { copyStep, insertAt, moveStep, placeAt, removeStep } from '../logic/editing';
import { fitted } from '../logic/fitted';
import { START } from '../logic/graph';
import { stepAt } from '../logic/json';
import type { StepState } from '../logic/path';
import SKELETONS from '../skeletons.json';
import styles from './editor.module.css';
import { ExpressionHelp } from './expression-help';
import { type EditorHandle, JsonEditor } from './json-editor';
import { FormPane } from './form-pane';
import type { RunSamples } from './run-choice';
import { StepTools } from './step-tools';
import { Trial } from './trial';
import type { Edited } from './use-history';
import { useJson } from './use-json';
import { useSampleInput } from './use-samples';
import { type Checked, useValidation } from './use-validation';

interface Props {
  edited: Edited;
  chosen: string | undefined;
  onChoose: (path: string | undefined) => void;
  keepsSecret?: boolean;
  /** A run whose values are shown as samples, and the choice of one. */
  run?: RunSamples | undefined;
  choice?: ReactNode;
}

type Json = Record<string, unknown>;
type Side = 'form' | 'trial' | 'json' | 'help';
const NO_STATES: ReadonlyMap<string, StepState> | undefined = undefined;

export function Editor({ edited, chosen, onChoose, keepsSecret = false, run, choice }: Props) {
  const { t } = useLingui();
  const { text } = edited;
  const json = useJson(text);
  // While the text is no JSON, the graph is that of the last one that was.
  const last = useRef<unknown>({});
  if (!json.error) last.current = json.value;
  const definition = last.current;
  const [side, setSide] = useState<Side>('form');
  const [sampleText, setSampleText] = useState<string>();
  const example = useSampleInput(definition);
  const sampled = run?.input ?? example;
  const guessed = useMemo(() => JSON.stringify(sampled, null, 2), [sampled]);
  const sample = useJson(sampleText ?? guessed);
  const given = useMemo(() => (isObject(sample.value) ? sample.value : {}), [sample.value]);
  const checked = useValidation({ text, value: json.value, places: json.places, sample: given, keepsSecret });
  const [states, setStates] = useState<{ states: ReadonlyMap<string, StepState>; run: string }>();
  const handle = useRef<EditorHandle>(null);
  const cursor = useRef<number>(undefined);
  const steps = useMemo(() => allSteps(definition), [definition]);
  useEditorKeys();
  const placed = steps.find(({ path }) => path === chosen);

  const skeletonOf = (type: string) => fitStep(definition, SKELETONS[type as keyof typeof SKELETONS] as Json, sampled);
  const write = (next: string, isApart = false) => {
    edited.change(next, isApart);
    setStates(undefined);
  };
  const edit = (next: Json, path?: string) => {
    write(JSON.stringify(next, null, 2), true);
    onChoose(path);
  };
  const whole = isObject(definition) ? definition : {};
  // A text that is no JSON is not written over by a change of the graph, which shows the last one that was.
  const take = ({ definition: next, path }: { definition: Json; path: string }) => json.error || edit(next, path);
  const editing = {
    add: (type: string, { body, position }: { body: string; position: number }) => take(insertAt(whole, skeletonOf(type), body, position)),
    move: (path: string, { body, position }: { body: string; position: number }) => take(placeAt(whole, path, body, position)),
  };
  // What had the focus is drawn anew by an undo: then the key is the page's.
  const onPage = useRef<(event: globalThis.KeyboardEvent) => void>(undefined);
  onPage.current = (event) => {
    const command = event.target === document.body ? commandOf(event, false) : undefined;
    if (!command || json.error) return;
    event.preventDefault();
    (command === 'undo' ? edited.undo : edited.redo)?.();
  };
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => onPage.current?.(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const path = (event.target as HTMLElement).closest<HTMLElement>('[data-path]')?.dataset['path'];
    const isText = (event.target as HTMLElement).tagName === 'TEXTAREA'; // has an undo of its own
    const command = isText ? undefined : commandOf(event, path !== undefined);
    if (!command || json.error) return;
    event.preventDefault();
    if (command === 'undo') edited.undo?.();
    else if (command === 'redo') edited.redo?.();
    else if (path !== undefined) {
      const next = CHANGES[command](whole, path);
      edit(next.definition, next.path);
      focusOn(next.path);
    }
  };
  const choose = (path: string | undefined) => {
    onChoose(path === START ? undefined : path);
    if (side === 'trial' || side === 'help') setSide('form');
  };
  const show = (path: string) => {
    setSide('json');
    const place = json.places.get(path);
    if (place) requestAnimationFrame(() => handle.current?.goTo(place.from + 1));
  };
  const marks = json.error ? json.faults : checked.marks;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of what is inside
    <div className={styles.panes} onKeyDown={onKey}>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Passos`}</h2>
        <StepTools definition={json.error ? undefined : definition} placed={placed} edited={edited} skeletonOf={skeletonOf} onEdit={edit} />
        <Graph
          definition={definition}
          chosen={placed ? chosen : START}
          onChoose={choose}
          editing={editing}
          faults={checked.counts}
          states={states?.states ?? NO_STATES}
          run={states?.run}
        />
      </div>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Definició`}</h2>
        <State checked={checked} isJson={!json.error} />
        {choice}
        <Tabs<Side>
          label={t`Definició`}
          value={side}
          onChange={setSide}
          tabs={[
            {
              value: 'form',
              label: placed ? <Trans>El pas</Trans> : <Trans>Com comença</Trans>,
              content: (
                <FormPane
                  definition={isObject(definition) ? definition : {}}
                  isJson={!json.error}
                  placed={placed}
                  checked={checked}
                  input={given}
                  run={run}
                  onEdit={(next) => write(JSON.stringify(next, null, 2))}
                  onShowInText={show}
                />
              ),
            },
            {
              value: 'trial',
              label: <Trans>Prova</Trans>,
              content: (
                <Trial
                  definition={json.error ? undefined : (definition as Json)}
                  checked={checked}
                  sampleText={sampleText ?? guessed}
                  sampleFaults={sample.faults}
                  onSample={setSampleText}
                  input={given}
                  onStates={setStates}
                />
              ),
            },
            {
              value: 'json',
              label: 'JSON',
              content: (
                <JsonEditor
                  label={t`Definició (JSON)`}
                  text={text}
                  onChange={(next) => write(next)}
                  faults={marks}
                  handle={handle}
                  lines={30}
                  onCursor={(offset) => {
                    cursor.current = offset;
                    const path = stepAt(json.places, offset);
                    if (path !== undefined && path !== chosen) onChoose(path);
                  }}
                />
              ),
            },
            {
              value: 'help',
              label: <Trans>Expressions</Trans>,
              content: (
                <ExpressionHelp
                  placed={placed}
                  onInsert={(added) => {
                    setSide('json');
                    requestAnimationFrame(() => handle.current?.insert(added, cursor.current));
                  }}
                />
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}

/** What the keys do, as `commandOf` reads them. */
function useEditorKeys() {
  const { t } = useLingui();
  useShortcuts([
    { keys: ['Ctrl Z'], does: t`Desfà l’últim canvi` },
    { keys: ['Ctrl Shift Z', 'Ctrl Y'], does: t`Refà el que has desfet` },
    { keys: ['Enter'], does: t`Obre el pas que té el focus` },
    { keys: ['Alt ↑', 'Alt ↓'], does: t`Puja o baixa el pas que té el focus` },
    { keys: ['Ctrl D'], does: t`Duplica el pas que té el focus` },
    { keys: ['Delete'], does: t`Treu el pas que té el focus` },
  ]);
}

type Command = 'undo' | 'redo' | 'remove' | 'copy' | 'up' | 'down';

/** What a key does; those on a step only where one has the focus. */
function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>, isOnStep: boolean): Command | undefined {
  const isCommand = (ctrlKey || metaKey) && !altKey;
  const letter = key.toLowerCase();
  if (isCommand && letter === 'z') return shiftKey ? 'redo' : 'undo';
  if (isCommand && letter === 'y') return 'redo';
  if (!isOnStep) return undefined;
  if (isCommand && letter === 'd') return 'copy';
  if (altKey && key === 'ArrowUp') return 'up';
  if (altKey && key === 'ArrowDown') return 'down';
  return key === 'Delete' && !isCommand ? 'remove' : undefined;
}

const CHANGES: Record<Exclude<Command, 'undo' | 'redo'>, (definition: Json, path: string) => { definition: Json; path?: string }> = {
  remove: (definition, path) => ({ definition: removeStep(definition, path) }),
  copy: copyStep,
  up: (definition, path) => moveStep(definition, path, -1),
  down: (definition, path) => moveStep(definition, path, 1),
};

/** Gives the focus back to a step once the graph is drawn anew. */
function focusOn(path: string | undefined) {
  const wanted = path === undefined ? '[data-testid=graph] button' : `[data-path="${path}"]`;
  setTimeout(() => document.querySelector<HTMLElement>(wanted)?.focus(), 50);
}

/** A step of the menu; what starts the workflow may say which input there is. */
function fitStep(definition: unknown, step: Json, input: Json): Json {
  const given = isObject(definition) ? definition : {};
  const trigger = isObject(given['trigger']) ? given['trigger'] : {};
  const isKnown = given['trigger_type'] === 'event' || isObject(given['input_schema']);
  return isKnown ? fitted(step, { samples: { input, outputOf: () => undefined }, event: String(trigger['event'] ?? '') }) : step;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the definition can be saved, in a line. */
function State({ checked, isJson }: { checked: Checked; isJson: boolean }) {
  const { faults, isChecking, validation } = checked;
  const missing = validation?.missing_scopes ?? [];
  const scopes = missing.join(', ');
  return (
    <p className={styles.state} role="status" data-testid="state">
      {!isJson ? (
        <Trans>El text encara no és JSON.</Trans>
      ) : isChecking ? (
        <Trans>S’està comprovant…</Trans>
      ) : checked.error ? (
        <Trans>No s’ha pogut comprovar. Es torna a provar quan canviïs alguna cosa.</Trans>
      ) : faults.length > 0 ? (
        <strong>
          <Plural value={faults.length} one="# error: no es pot desar" other="# errors: no es pot desar" />
        </strong>
      ) : validation ? (
        <span>
          <Trans>Sense errors: es pot desar.</Trans>
        </span>
      ) : null}
      {missing.length > 0 && <Trans>Et falten permisos: {scopes}</Trans>}
    </p>
  );
}
