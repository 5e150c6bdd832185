/** The buttons that change the steps: add one of a type, move, copy and take out the one that is chosen. */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp, CopyPlus, Plus, Redo2, Trash2, Undo2 } from 'lucide-react';
import { Button, IconButton } from '~/ui/button';
import { useStepChoice } from '../graph/step-choice';
import type { Placed } from '../logic/definition';
import { copyStep, moveStep, removeStep } from '../logic/editing';
import styles from './editor.module.css';
import type { Edited } from './use-history';

type Json = Record<string, unknown>;

interface Props {
  /** Undefined while the text is no JSON: then there is nothing to change. */
  definition: unknown;
  placed: Placed | undefined;
  edited: Edited;
  /** Add a step of a type after the one that is chosen. */
  onAdd: (type: string) => void;
  onEdit: (definition: Json, path?: string) => void;
}

export function StepTools({ definition, placed, edited, onAdd, onEdit }: Props) {
  const { t } = useLingui();
  const isDisabled = typeof definition !== 'object' || definition === null || Array.isArray(definition);
  const given = definition as Json;
  const name = placed?.step.name || placed?.step.id || '';
  const change = ({ definition: next, path }: { definition: Json; path: string }) => onEdit(next, path);
  const [choose, choice] = useStepChoice(onAdd);
  return (
    <div className={styles.tools} role="toolbar" aria-label={t`Passos`}>
      <Button icon={Plus} disabled={isDisabled} onClick={choose}>
        <Trans>Afegeix un pas</Trans>
      </Button>
      {choice}
      <IconButton icon={Undo2} label={t`Desfés`} disabled={!edited.undo} aria-keyshortcuts="Control+Z" onClick={edited.undo} />
      <IconButton icon={Redo2} label={t`Refés`} disabled={!edited.redo} aria-keyshortcuts="Control+Shift+Z" onClick={edited.redo} />
      {placed && !isDisabled && (
        <>
          <IconButton icon={ArrowUp} label={t`Mou «${name}» cap amunt`} onClick={() => change(moveStep(given, placed.path, -1))} />
          <IconButton icon={ArrowDown} label={t`Mou «${name}» cap avall`} onClick={() => change(moveStep(given, placed.path, 1))} />
          <IconButton icon={CopyPlus} label={t`Duplica «${name}»`} onClick={() => change(copyStep(given, placed.path))} />
          <IconButton icon={Trash2} label={t`Treu «${name}»`} onClick={() => onEdit(removeStep(given, placed.path))} />
        </>
      )}
    </div>
  );
}
