/** The editor: the graph and the JSON of a definition side by side, its faults, help, and trials in the sandbox. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useRef, useState } from 'react';
import { Tabs } from '~/ui/tabs';
import { Graph } from '../graph/graph';
import { allSteps } from '../logic/definition';
import { stepAt } from '../logic/json';
import { sampleInput } from '../logic/sample';
import type { StepState } from '../logic/path';
import styles from './editor.module.css';
import { ExpressionHelp } from './expression-help';
import { type EditorHandle, JsonEditor } from './json-editor';
import { StepPanel } from './step-panel';
import { StepTools } from './step-tools';
import { Trial } from './trial';
import { useJson } from './use-json';
import { type Checked, useValidation } from './use-validation';

interface Props {
  text: string;
  onChange: (text: string) => void;
  chosen: string | undefined;
  onChoose: (path: string | undefined) => void;
  keepsSecret?: boolean;
}

type Json = Record<string, unknown>;
type Side = 'json' | 'help' | 'trial';
const NO_STATES: ReadonlyMap<string, StepState> | undefined = undefined;

export function Editor({ text, onChange, chosen, onChoose, keepsSecret = false }: Props) {
  const { t } = useLingui();
  const json = useJson(text);
  // While the text is no JSON, the graph is that of the last one that was.
  const last = useRef<unknown>({});
  if (!json.error) last.current = json.value;
  const definition = last.current;
  const [side, setSide] = useState<Side>('json');
  const [sampleText, setSampleText] = useState<string>();
  const guessed = useMemo(() => JSON.stringify(sampleInput(definition), null, 2), [definition]);
  const sample = useJson(sampleText ?? guessed);
  const given = useMemo(() => (isObject(sample.value) ? sample.value : {}), [sample.value]);
  const checked = useValidation({ text, value: json.value, places: json.places, sample: given, keepsSecret });
  const [states, setStates] = useState<{ states: ReadonlyMap<string, StepState>; run: string }>();
  const handle = useRef<EditorHandle>(null);
  const cursor = useRef<number>(undefined);
  const steps = useMemo(() => allSteps(definition), [definition]);
  const placed = steps.find(({ path }) => path === chosen);

  const edit = (next: Json, path?: string) => {
    onChange(JSON.stringify(next, null, 2));
    onChoose(path);
    setStates(undefined);
  };
  const show = (path: string | undefined) => {
    onChoose(path);
    const place = path === undefined ? undefined : json.places.get(path);
    if (place && side === 'json') requestAnimationFrame(() => handle.current?.goTo(place.from + 1));
  };
  const marks = json.error ? json.faults : checked.marks;
  return (
    <div className={styles.panes}>
      <div className={styles.pane}>
        <h2 className="for-readers">{t`Passos`}</h2>
        <StepTools definition={json.error ? undefined : definition} placed={placed} onEdit={edit} />
        <Graph
          definition={definition}
          chosen={chosen}
          onChoose={onChoose}
          faults={checked.counts}
          states={states?.states ?? NO_STATES}
          run={states?.run}
        />
        {placed && (
          <StepPanel placed={placed} definition={definition} checked={checked} places={json.places} input={given} onShowInText={() => show(placed.path)} />
        )}
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
              value: 'json',
              label: 'JSON',
              content: (
                <JsonEditor
                  label={t`Definició (JSON)`}
                  text={text}
                  onChange={(next) => {
                    onChange(next);
                    setStates(undefined);
                  }}
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
          ]}
        />
      </div>
    </div>
  );
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
