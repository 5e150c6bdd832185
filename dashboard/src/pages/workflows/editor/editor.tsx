/** The editor: the graph of a definition, and beside it the form of what is chosen, trials in the sandbox, its JSON and help. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useRef, useState } from 'react';
import { Tabs } from '~/ui/tabs';
import { Graph } from '../graph/graph';
import { allSteps } from '../logic/definition';
import { fitted } from '../logic/fitted';
import { START } from '../logic/graph';
import { stepAt } from '../logic/json';
import type { StepState } from '../logic/path';
import styles from './editor.module.css';
import { ExpressionHelp } from './expression-help';
import { type EditorHandle, JsonEditor } from './json-editor';
import { FormPane } from './form-pane';
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
}

type Json = Record<string, unknown>;
type Side = 'form' | 'trial' | 'json' | 'help';
const NO_STATES: ReadonlyMap<string, StepState> | undefined = undefined;

export function Editor({ edited, chosen, onChoose, keepsSecret = false }: Props) {
  const { t } = useLingui();
  const { text } = edited;
  const json = useJson(text);
  // While the text is no JSON, the graph is that of the last one that was.
  const last = useRef<unknown>({});
  if (!json.error) last.current = json.value;
  const definition = last.current;
  const [side, setSide] = useState<Side>('form');
  const [sampleText, setSampleText] = useState<string>();
  const sampled = useSampleInput(definition);
  const guessed = useMemo(() => JSON.stringify(sampled, null, 2), [sampled]);
  const sample = useJson(sampleText ?? guessed);
  const given = useMemo(() => (isObject(sample.value) ? sample.value : {}), [sample.value]);
  const checked = useValidation({ text, value: json.value, places: json.places, sample: given, keepsSecret });
  const [states, setStates] = useState<{ states: ReadonlyMap<string, StepState>; run: string }>();
  const handle = useRef<EditorHandle>(null);
  const cursor = useRef<number>(undefined);
  const steps = useMemo(() => allSteps(definition), [definition]);
  const placed = steps.find(({ path }) => path === chosen);

  const adapted = (step: Json) => fitStep(definition, step, sampled);
  const write = (next: string) => {
    edited.change(next);
    setStates(undefined);
  };
  const edit = (next: Json, path?: string) => {
    write(JSON.stringify(next, null, 2));
    onChoose(path);
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
    <div className={styles.panes}>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Passos`}</h2>
        <StepTools definition={json.error ? undefined : definition} placed={placed} edited={edited} adapted={adapted} onEdit={edit} />
        <Graph
          definition={definition}
          chosen={placed ? chosen : START}
          onChoose={choose}
          isEdited
          faults={checked.counts}
          states={states?.states ?? NO_STATES}
          run={states?.run}
        />
      </div>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Definició`}</h2>
        <State checked={checked} isJson={!json.error} />
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
                  onChange={write}
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
