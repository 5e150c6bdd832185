/** The step that is chosen in the editor: its faults, and a trial of it alone in the sandbox. */
import type { RunStep, StepRun } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { FlaskConical, TextCursorInput } from 'lucide-react';
import { useState } from 'react';
import { clientOf } from '~/app/client';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Card } from '~/ui/page';
import { isInLoop, type Placed } from '../logic/definition';
import { stepAt, type Place } from '../logic/json';
import { useTypeName } from '../words';
import workflowStyles from '../workflows.module.css';
import styles from './editor.module.css';
import { TriedStep } from './tried-step';
import { useJson } from './use-json';
import type { Checked } from './use-validation';

type Json = Record<string, unknown>;

interface Props {
  placed: Placed;
  definition: unknown;
  checked: Checked;
  places: ReadonlyMap<string, Place>;
  input: Json;
  onShowInText: () => void;
}

export function StepPanel({ placed, definition, checked, places, input, onShowInText }: Props) {
  const typeName = useTypeName();
  const { step, path } = placed;
  const faults = checked.faults.filter((_, at) => stepAt(places, checked.marks[at]?.from ?? -1) === path);
  return (
    <Card>
      <div className={`${workflowStyles.row} ${workflowStyles.spread}`}>
        <h3>{step.name || step.id}</h3>
        <Button look="quiet" icon={TextCursorInput} onClick={onShowInText}>
          <Trans>Mostra’l en el JSON</Trans>
        </Button>
      </div>
      <p className="quiet">
        {typeName(step.type)} · <code>{step.id}</code>
      </p>
      {faults.length > 0 && (
        <ul className={workflowStyles.times} data-testid="step-faults">
          {faults.map(({ field, message, reason }) => (
            <li key={`${field} ${message}`} className={workflowStyles.bad}>
              <code>{field.slice(path.length + 1) || field}</code> {message} {reason}
            </li>
          ))}
        </ul>
      )}
      <StepTrial key={path} placed={placed} raw={rawOf(definition, path)} checked={checked} input={input} />
    </Card>
  );
}

/** The step as it is written, by its path. */
function rawOf(definition: unknown, path: string): Json {
  let value: unknown = definition;
  for (const name of path.match(/[^.[\]]+/g) ?? []) value = (value as Json | undefined)?.[name];
  return (value ?? {}) as Json;
}

/** Runs the step alone; earlier steps give what they gave in the trial of the whole. */
function StepTrial({ placed, raw, checked, input }: Pick<Props, 'placed' | 'checked' | 'input'> & { raw: Json }) {
  const { t } = useLingui();
  const hasItem = isInLoop(placed);
  const [itemText, setItemText] = useState('{}');
  const item = useJson(itemText);
  const trial = useMutation<StepRun, Error>({
    mutationFn: async () => {
      const earlier = (checked.validation?.steps ?? []).filter(({ step_id }) => step_id !== placed.step.id);
      const steps = Object.fromEntries(earlier.map(({ step_id, output }) => [step_id, output ?? null]));
      return clientOf('sandbox').workflows.runStep({ step: raw as unknown as RunStep['step'], input, steps, ...(hasItem && { item: item.value }) });
    },
  });
  return (
    <div className={styles.pane}>
      <div className={styles.tools}>
        <Button icon={FlaskConical} disabled={trial.isPending || (hasItem && item.error !== undefined)} onClick={() => trial.mutate()}>
          <Trans>Prova aquest pas</Trans>
        </Button>
        <span className="quiet">
          <Trans>A l’entorn de proves, amb l’entrada de mostra.</Trans>
        </span>
      </div>
      {hasItem && (
        <label className={styles.label}>
          {t`Element del bucle (JSON)`}{' '}
          <input className={styles.item} value={itemText} aria-invalid={item.error !== undefined || undefined} onChange={(event) => setItemText(event.target.value)} />
        </label>
      )}
      {trial.error && <ErrorState error={trial.error} />}
      {trial.data && <TriedStep of={trial.data} inner={trial.data.steps} />}
    </div>
  );
}
