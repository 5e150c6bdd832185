/** The graph on a canvas, by React Flow and dagre. Steps are buttons: Tab goes from one to the next, Enter chooses. */
import '@xyflow/react/dist/base.css';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import {
  type AriaLabelConfig,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import { useStatusNames } from '~/ui/run-status';
import type { Body } from '../logic/definition';
import type { Graph as Shape, GraphNode } from '../logic/graph';
import { boxesOf, SIZES } from '../logic/layout';
import { useTypeName } from '../words';
import type { GraphProps, Marks } from './graph';
import { Editing } from './editing';
import styles from './graph.module.css';
import { PlusButton, PlusEdge } from './plus-edge';

interface Props extends Pick<GraphProps, 'chosen' | 'onChoose'> {
  graph: Shape;
  marks: Marks;
  isRun: boolean;
  isEdited: boolean;
}

type Drawn = Node<{ node: GraphNode }>;
const Shared = createContext<Pick<Props, 'marks' | 'chosen' | 'onChoose' | 'isEdited'>>({ marks: undefined as never, chosen: undefined, onChoose: () => undefined, isEdited: false });

const TYPES = { step: StepNode, group: GroupNode, branch: BodyNode, failure: BodyNode, start: Mark, end: Mark };
const EDGES = { plus: PlusEdge };
const FIT = { maxZoom: 1, minZoom: 0.2, padding: 0.08 };

export default function Canvas({ graph, marks, chosen, onChoose, isRun, isEdited }: Props) {
  const { t } = useLingui();
  const names = { then: t`sí`, else: t`no`, failure: t`si falla`, next: undefined };
  const nodes = useMemo(() => drawnNodes(graph), [graph]);
  const nameOf = new Map(graph.nodes.map(({ id, placed }) => [id, placed?.step.name || placed?.step.id]));
  const edges: Edge[] = graph.edges.map(({ id, source, target, kind, place }) => {
    const isTaken = marks.taken.has(id);
    return {
      id,
      source,
      target,
      type: isEdited ? 'plus' : 'smoothstep',
      data: { place, after: nameOf.get(source) ?? '' },
      label: names[kind],
      className: [styles.edge, styles[kind], isTaken && styles.taken, isRun && !isTaken && styles.untaken].filter(Boolean).join(' '),
      markerEnd: { type: MarkerType.ArrowClosed, color: isTaken ? 'var(--bv-accent)' : 'var(--bv-ink-quiet)' },
      focusable: false,
      zIndex: isTaken ? 2 : 1,
    };
  });
  const labels: Partial<AriaLabelConfig> = {
    'controls.ariaLabel': t`Mida del gràfic`,
    'controls.zoomIn.ariaLabel': t`Amplia`,
    'controls.zoomOut.ariaLabel': t`Redueix`,
    'controls.fitView.ariaLabel': t`Mostra-ho tot`,
    'controls.interactive.ariaLabel': t`Permet moure’l`,
    'handle.ariaLabel': t`Unió`,
  };
  return (
    <Shared value={{ marks, chosen, onChoose, isEdited }}>
      <div className={styles.canvas} data-testid="graph">
        <ReactFlow
          key={graph.nodes.map(({ id }) => id).join()}
          nodes={nodes}
          edges={edges}
          nodeTypes={TYPES}
          edgeTypes={EDGES}
          fitView
          fitViewOptions={FIT}
          minZoom={0.15}
          maxZoom={1.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          disableKeyboardA11y
          ariaLabelConfig={labels}
          proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
          <FitAgain />
        </ReactFlow>
      </div>
    </Shared>
  );
}

/** Shows all of it again when its place becomes wider or narrower: a phone that is turned, a window that is dragged. */
function FitAgain() {
  const width = useStore((state) => state.width);
  const { fitView } = useReactFlow();
  const before = useRef(0);
  useEffect(() => {
    if (before.current && before.current !== width) void fitView(FIT);
    before.current = width;
  }, [width, fitView]);
  return null;
}

function drawnNodes(graph: Shape): Drawn[] {
  const boxes = boxesOf(graph);
  return graph.nodes.map((node) => {
    const { x, y, width, height } = boxes.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 };
    return {
      id: node.id,
      type: node.kind,
      data: { node },
      position: { x, y },
      width,
      height,
      ...(node.parent !== undefined && { parentId: node.parent }),
      zIndex: node.kind === 'step' ? 3 : 0,
    };
  });
}

function Handles() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} aria-hidden />
      <Handle type="source" position={Position.Bottom} isConnectable={false} aria-hidden />
    </>
  );
}

function StepNode({ data: { node } }: NodeProps<Drawn>) {
  return (
    <>
      <StepFace node={node} />
      <Handles />
    </>
  );
}

function GroupNode({ data: { node } }: NodeProps<Drawn>) {
  return (
    <div className={styles.group}>
      <StepFace node={node} />
      {node.placed?.bodies[0]?.kind === 'iteration' && <AddInside body={node.placed.bodies[0]} />}
      <Handles />
    </div>
  );
}

/** A step as a button: its name, type, status and faults. */
function StepFace({ node }: { node: GraphNode }) {
  const { marks, chosen, onChoose } = useContext(Shared);
  const typeName = useTypeName();
  const statusNames = useStatusNames();
  const show = useShowFocused(node.id);
  const editing = useContext(Editing);
  const step = node.placed?.step;
  if (!step) return null;
  const status = marks.statuses.get(node.id);
  const faults = marks.faults.get(node.id) ?? 0;
  return (
    <button
      type="button"
      className={`${styles.face} nopan`}
      data-status={status}
      data-faulty={faults > 0 || undefined}
      data-noted={Boolean(step.note) || undefined}
      data-path={node.id}
      draggable={editing !== undefined}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', step.id);
        editing?.drag(node.id);
      }}
      onDragEnd={() => editing?.drag(undefined)}
      aria-pressed={chosen === node.id}
      onClick={() => onChoose(node.id)}
      onFocus={show}
      title={[step.name || step.id, step.note].filter(Boolean).join('\n')}
    >
      <strong className="one-line">{step.name || step.id || '?'}</strong>
      <span className={`${styles.faceType} one-line`}>
        {typeName(step.type)}
        {status && ` · ${statusNames[status]}`}
        {step.when !== undefined && !status && <Trans> · condicional</Trans>}
      </span>
      {step.note && <span className={styles.note}>{step.note}</span>}
      {faults > 0 && (
        <span className={styles.faults}>
          <Plural value={faults} one="# error" other="# errors" />
        </span>
      )}
    </button>
  );
}

/** Brings a step into view when the keyboard gets to it. */
function useShowFocused(id: string) {
  const { getInternalNode, getZoom, setCenter } = useReactFlow();
  return ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const place = currentTarget.matches(':focus-visible') ? getInternalNode(id)?.internals.positionAbsolute : undefined;
    if (place) void setCenter(place.x + SIZES.step.width / 2, place.y + SIZES.step.height / 2, { zoom: getZoom() });
  };
}

function BodyNode({ data: { node } }: NodeProps<Drawn>) {
  return (
    <div className={node.kind === 'failure' ? styles.failureBody : styles.branch}>
      <span className={styles.bodyName}>
        {node.kind === 'failure' ? <Trans>Si l’execució falla</Trans> : <Trans>Branca {node.body?.branch ?? ''}</Trans>}
      </span>
      {node.body && <AddInside body={node.body} />}
      <Handles />
    </div>
  );
}

/** The button below the last step of a body inside the run's own. */
function AddInside({ body }: { body: Body }) {
  const last = body.steps.at(-1)?.step;
  return (
    <span className={styles.plusBelow}>
      <PlusButton place={{ body: body.path, position: body.steps.length }} after={last?.name || last?.id || ''} />
    </span>
  );
}

function Mark({ data: { node } }: NodeProps<Drawn>) {
  const { marks, chosen, onChoose, isEdited } = useContext(Shared);
  const name = node.kind === 'start' ? <Trans>Inici</Trans> : <Trans>Final</Trans>;
  return (
    <>
      {isEdited && node.kind === 'start' ? (
        <button type="button" className={`${styles.mark} nopan`} aria-pressed={chosen === node.id} onClick={() => onChoose(node.id)}>
          {name}
        </button>
      ) : (
        <div className={styles.mark} data-status={marks.statuses.get(node.id)}>
          {name}
        </div>
      )}
      <Handles />
    </>
  );
}
