/** An edge of the graph in the editor: its button adds a step there, and a step that is dragged can be put there. */
import { Trans, useLingui } from '@lingui/react/macro';
import { BaseEdge, type EdgeProps, EdgeLabelRenderer, getSmoothStepPath } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { use } from 'react';
import type { GraphEdge } from '../logic/graph';
import { Editing } from './editing';
import styles from './graph.module.css';
import { useStepChoice } from './step-choice';

export function PlusEdge({ id, sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, markerEnd, label, data }: EdgeProps) {
  const [path, x, y] = getSmoothStepPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition });
  const place = data?.['place'] as GraphEdge['place'];
  return (
    <>
      <BaseEdge id={id} path={path} {...(markerEnd && { markerEnd })} label={label} labelX={x} labelY={y - 14} />
      {place && (
        <EdgeLabelRenderer>
          <span className={styles.plusAt} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
            <PlusButton place={place} after={String(data?.['after'] ?? '')} />
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** Adds a step at a place, or takes one that is dropped on it. */
export function PlusButton({ place, after }: { place: NonNullable<GraphEdge['place']>; after: string }) {
  const { t } = useLingui();
  const editing = use(Editing);
  const [choose, choice] = useStepChoice((type) => editing?.add(type, place));
  if (!editing) return null;
  const { dragged } = editing;
  return (
    <>
      <button
        type="button"
        className={`${styles.plus} ${dragged ? styles.target : ''} nopan`}
        aria-label={after ? t`Afegeix un pas després de «${after}»` : t`Afegeix un pas al començament`}
        onClick={choose}
        onDragOver={(event) => dragged && event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (dragged) editing.move(dragged, place);
        }}
      >
        <Plus aria-hidden />
        {dragged && (
          <span className="for-readers">
            <Trans>Deixa’l aquí</Trans>
          </span>
        )}
      </button>
      {choice}
    </>
  );
}
