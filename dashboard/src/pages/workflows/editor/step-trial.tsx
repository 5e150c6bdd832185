/** A trial of one step alone in the sandbox. */
import type { RunStep, StepRun } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { clientOf } from '~/app/client';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { isInLoop, type Placed } from '../logic/definition';
import styles from './editor.module.css';
import { TriedStep } from './tried-step';
import { useJson } from './use-json';
import type { Checked } from './use-validation';

type Json = Record<string, unknown>;

interface Props {
  placed: Placed;
  /** The step as it is written. */
  raw: Json;
  checked: Checked;
  input: Json;
}

/** Runs the step alone; earlier steps give what they gave in the trial of the whole. */
export function StepTrial({ placed, raw, checked, input }: Props) {
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
