/** The editor: the graph of a definition, and beside it the form of what is chosen, trials in the sandbox, its JSON and help. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Loading } from '~/ui/loading';
import { Tabs } from '~/ui/tabs';
import { Graph } from '../graph/graph';
import { isFields, valueAt } from '../logic/access';
import { allSteps } from '../logic/definition';
import { insertAt, insertStep, placeAt } from '../logic/editing';
import { fitted } from '../logic/fitted';
import { START } from '../logic/graph';
import { stepAt } from '../logic/json';
import { skeletonOf } from '../logic/skeleton';
import type { StepState } from '../logic/path';
import { proposalsOf } from '../logic/proposals';
import { eventSource, sourcesFor } from '../logic/values';
import FUNCTIONS from '../functions.json';
import styles from './editor.module.css';
import { ExpressionHelp } from './expression-help';
import { useCatalogue } from './form/catalogue';
import { FormPane } from './form-pane';
import type { EditorHandle } from './json-editor';
import type { RunSamples } from './run-choice';
import { StepTools } from './step-tools';
import { Trial } from './trial';
import { useEditorKeys } from './use-editor-keys';
import type { Edited } from './use-history';
import { useJson } from './use-json';
import { useSampleInput, useSamples } from './use-samples';
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

// CodeMirror: a chunk of its own, for who opens the JSON.
const CodeEditor = lazy(() => import('./code/code-editor'));

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
  const { events } = useCatalogue([]);
  const [side, setSide] = useState<Side>('form');
  const [sampleText, setSampleText] = useState<string>();
  const example = useSampleInput(definition);
  const sampled = run?.input ?? example;
  const guessed = useMemo(() => JSON.stringify(sampled, null, 2), [sampled]);
  const sample = useJson(sampleText ?? guessed);
  const given = useMemo(() => (isFields(sample.value) ? sample.value : {}), [sample.value]);
  const checked = useValidation({ text, value: json.value, places: json.places, sample: given, keepsSecret });
  const samples = useSamples(definition, given, checked, run);
  const [states, setStates] = useState<{ states: ReadonlyMap<string, StepState>; run: string }>();
  const [handle, withText] = useTextEditor(() => setSide('json'));
  const cursor = useRef<number>(undefined);
  const steps = useMemo(() => allSteps(definition), [definition]);
  const placed = steps.find(({ path }) => path === chosen);

  const fittedOf = (type: string) => fitStep(definition, skeletonOf(type), sampled);
  const write = (next: string, isApart = false) => {
    edited.change(next, isApart);
    setStates(undefined);
  };
  const edit = (next: Json, path?: string) => {
    write(JSON.stringify(next, null, 2), true);
    onChoose(path);
  };
  const whole = isFields(definition) ? definition : {};
  // A text that is no JSON is not written over by a change of the graph, which shows the last one that was.
  const take = ({ definition: next, path }: { definition: Json; path: string }) => json.error || edit(next, path);
  const pane = useRef<HTMLDivElement>(null);
  const added = useRef<string>(undefined);
  const add = (made: { definition: Json; path: string }) => {
    added.current = made.path;
    if (side === 'trial' || side === 'help') setSide('form');
    take(made);
  };
  // Who adds a step goes on in its form, once it is drawn.
  useEffect(() => {
    if (added.current === undefined || placed?.path !== added.current) return;
    added.current = undefined;
    pane.current?.querySelector<HTMLElement>('[data-testid=step-form] input')?.focus();
  });
  const editing = {
    add: (type: string, { body, position }: { body: string; position: number }) => add(insertAt(whole, fittedOf(type), body, position)),
    move: (path: string, { body, position }: { body: string; position: number }) => take(placeAt(whole, path, body, position)),
  };
  const onKey = useEditorKeys({ definition: whole, isJson: !json.error, edited, onEdit: edit });
  const choose = (path: string | undefined) => {
    onChoose(path === START ? undefined : path);
    if (side === 'trial' || side === 'help') setSide('form');
  };
  const show = (path: string) => {
    const place = json.places.get(path);
    withText((editor) => place && editor.goTo(place.from + 1));
  };
  const marks = json.error ? json.faults : checked.marks;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of what is inside
    <div className={styles.panes} onKeyDown={onKey}>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Passos`}</h2>
        <StepTools definition={json.error ? undefined : definition} placed={placed} edited={edited} onAdd={(type) => add(insertStep(whole, fittedOf(type), placed?.path))} onEdit={edit} />
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
      <div ref={pane} className={styles.pane}>
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
                  definition={isFields(definition) ? definition : {}}
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
                <Suspense fallback={<Loading lines={12} />}>
                  <CodeEditor
                    label={t`Definició (JSON)`}
                    text={text}
                    onChange={(next) => write(next)}
                    onUndo={edited.undo}
                    onRedo={edited.redo}
                    faults={marks}
                    handle={handle}
                    proposalsAt={(offset, field) => {
                      const path = stepAt(json.places, offset);
                      const at = steps.find((one) => one.path === path);
                      if (field !== 'filter') return proposalsOf(sourcesFor(at, samples), FUNCTIONS);
                      const name = at ? at.step.input['event'] : valueAt(definition, 'trigger.event');
                      return proposalsOf([eventSource(events[String(name)]?.example.data), ...(at ? sourcesFor(at, samples) : [])], FUNCTIONS);
                    }}
                    onCursor={(offset) => {
                      cursor.current = offset;
                      const path = stepAt(json.places, offset);
                      if (path !== undefined && path !== chosen) onChoose(path);
                    }}
                  />
                </Suspense>
              ),
            },
            {
              value: 'help',
              label: <Trans>Expressions</Trans>,
              content: (
                <ExpressionHelp
                  placed={placed}
                  onInsert={(added) => {
                    withText((editor) => editor.insert(added, cursor.current));
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

/** The ref of the text's editor, and the function that shows it and does something with it: once it is there. */
function useTextEditor(show: () => void): [handle: (editor: EditorHandle | null) => void, withText: (does: (editor: EditorHandle) => void) => void] {
  const shown = useRef<EditorHandle | null>(null);
  const waiting = useRef<(editor: EditorHandle) => void>(undefined);
  const handle = useCallback((editor: EditorHandle | null) => {
    shown.current = editor;
    if (editor) waiting.current?.(editor);
    if (editor) waiting.current = undefined;
  }, []);
  const withText = (does: (editor: EditorHandle) => void) => {
    show();
    if (shown.current) does(shown.current);
    else waiting.current = does;
  };
  return [handle, withText];
}

/** A step of the menu; what starts the workflow may say which input there is. */
function fitStep(definition: unknown, step: Json, input: Json): Json {
  const given = isFields(definition) ? definition : {};
  const trigger = isFields(given['trigger']) ? given['trigger'] : {};
  const isKnown = given['trigger_type'] === 'event' || isFields(given['input_schema']);
  return isKnown ? fitted(step, { samples: { input, outputOf: () => undefined }, event: String(trigger['event'] ?? '') }) : step;
}


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
