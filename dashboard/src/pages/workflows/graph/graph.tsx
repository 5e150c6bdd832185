/** The graph of a definition, and the same as a list of steps: for keyboards, screen readers, narrow screens. */
import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Loading } from '~/ui/loading';
import { graphOf } from '../logic/graph';
import { pathOf, type StepState } from '../logic/path';
import { Editing, type GraphEditing } from './editing';
import styles from './graph.module.css';
import { StepList } from './step-list';

// React Flow and dagre: a chunk of their own.
const Canvas = lazy(() => import('./canvas'));

export interface GraphProps {
  definition: unknown;
  /** The path of the step that is chosen. */
  chosen: string | undefined;
  onChoose: (path: string | undefined) => void;
  /** The steps of a run by their ids, and how the run stands: the path taken is shown. */
  states?: ReadonlyMap<string, StepState> | undefined;
  run?: string | undefined;
  /** What can be changed where it is edited: then what starts the workflow can be chosen as well, by the path `start`. */
  editing?: Pick<GraphEditing, 'add' | 'move'> | undefined;
  /** How many faults each step has, by its path. */
  faults?: ReadonlyMap<string, number> | undefined;
}

/** What is known of each node and edge. */
export interface Marks {
  statuses: ReadonlyMap<string, string>;
  taken: ReadonlySet<string>;
  faults: ReadonlyMap<string, number>;
}

const NONE: Marks = { statuses: new Map(), taken: new Set(), faults: new Map() };

export function Graph({ definition, chosen, onChoose, states, run, faults, editing }: GraphProps) {
  const { t } = useLingui();
  const [isList, setList] = useState(false);
  const graph = useMemo(() => graphOf(definition), [definition]);
  const marks: Marks = useMemo(
    () => ({ ...NONE, ...(states && pathOf(graph, states, run ?? 'pending')), faults: faults ?? NONE.faults }),
    [graph, states, run, faults],
  );
  const [dragged, drag] = useState<string>();
  const withDrag = editing && { ...editing, dragged, drag };
  return (
    <div className={styles.frame}>
      <div className={styles.switch} role="group" aria-label={t`Com es mostra`}>
        <button type="button" aria-pressed={!isList} onClick={() => setList(false)}>
          <Trans>Gràfic</Trans>
        </button>
        <button type="button" aria-pressed={isList} onClick={() => setList(true)}>
          <Trans>Llista</Trans>
        </button>
      </div>
      <Editing value={withDrag}>
      {isList ? (
        <StepList definition={definition} marks={marks} chosen={chosen} onChoose={onChoose} isEdited={editing !== undefined} />
      ) : (
        <Suspense fallback={<Loading lines={8} />}>
          <Canvas graph={graph} marks={marks} chosen={chosen} onChoose={onChoose} isRun={states !== undefined} isEdited={editing !== undefined} />
        </Suspense>
      )}
      </Editing>
    </div>
  );
}
