/** The result that is pinned to a step: in the sandbox it gives that instead of being carried out. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Pin, PinOff } from 'lucide-react';
import { Button } from '~/ui/button';
import { isFields } from '../../logic/access';
import fieldStyles from '~/ui/field.module.css';
import styles from './form.module.css';
import { Slot, withField } from './slot';

type Json = Record<string, unknown>;

interface Props {
  raw: Json;
  path: string;
  /** What the step gives as far as is known. */
  sample: unknown;
  onChange: (raw: Json) => void;
}

/** Types that calculate alone have none. */
const WITHOUT = new Set(['set', 'condition', 'stop']);

export function PinForm({ raw, path, sample, onChange }: Props) {
  const { t } = useLingui();
  if (WITHOUT.has(String(raw['type']))) return null;
  const mock = isFields(raw['mock']) ? raw['mock'] : undefined;
  const pin = (output: unknown) => onChange(withField(raw, 'mock', { output: output ?? {} }));
  return (
    <details className={styles.more} open={mock !== undefined || undefined}>
      <summary>
        <Trans>Resultat fixat per provar</Trans>
      </summary>
      <div className={styles.form}>
        <p className={fieldStyles.hint}>
          <Trans>A l’entorn de proves el pas dona aquest resultat, i ni s’envia ni s’espera res. En real no compta.</Trans>
        </p>
        {mock && 'output' in mock && <Slot name="output" label={t`Resultat`} schema={{}} schemas={{}} kind="any" isRequired path={`${path}.mock.output`} value={mock['output']} onChange={pin} />}
        <div>
          {mock ? (
            <Button icon={PinOff} onClick={() => onChange(withField(raw, 'mock', undefined))}>
              <Trans>Deixa de fixar-lo</Trans>
            </Button>
          ) : (
            <Button icon={Pin} onClick={() => pin(sample)}>
              <Trans>Fixa el resultat</Trans>
            </Button>
          )}
        </div>
      </div>
    </details>
  );
}
