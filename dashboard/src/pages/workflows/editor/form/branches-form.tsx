/** The branches of a `parallel`: named, added and taken out. Their steps are drawn in the graph. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '~/ui/button';
import { TextField } from '~/ui/field';
import { isFields } from '../../logic/access';
import { freshId } from '../../logic/editing';
import fieldStyles from '~/ui/field.module.css';
import styles from './form.module.css';
import { useFaultAt } from './readable';

type Json = Record<string, unknown>;

interface Props {
  path: string;
  input: Json;
  onChange: (input: Json) => void;
  /** A step that no other one is called like, for a new branch. */
  newStep?: () => Json;
}

export function BranchesForm({ path, input, onChange, newStep }: Props) {
  const { t } = useLingui();
  const error = useFaultAt(`${path}.branches`, true);
  const branches = (Array.isArray(input['branches']) ? (input['branches'] as unknown[]) : []).map((one) => (isFields(one) ? one : {}));
  const change = (next: Json[]) => onChange({ ...input, branches: next });
  const add = () => {
    const id = freshId('branca', new Set(branches.map((one) => String(one['id']))));
    change([...branches, { id, steps: newStep ? [newStep()] : [] }]);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{t`Branques`}</legend>
      {error && <p className={fieldStyles.fault}>{error}</p>}
      {branches.map((branch, at) => {
        const name = String(branch['id'] ?? '');
        return (
          <div key={at} className={styles.item}>
            <TextField label={t`Nom de la branca ${at + 1}`} name={`${path}.branches[${at}].id`} error={undefined} value={name} onChange={(next) => change(branches.map((one, place) => (place === at ? { ...one, id: next } : one)))} />
            <IconButton icon={X} label={t`Treu la branca «${name}»`} disabled={branches.length < 2} onClick={() => change(branches.filter((_, place) => place !== at))} />
          </div>
        );
      })}
      <div>
        <Button look="quiet" icon={Plus} onClick={add}>
          <Trans>Afegeix una branca</Trans>
        </Button>
      </div>
    </fieldset>
  );
}
