/** The path that a run took on the graph of its definition. */
import type { Placed } from './definition';
import { END, START, type Graph, type GraphEdge, type GraphNode } from './graph';

export type StepStatus = 'pending' | 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled';

/** What is known of a step of a run: its status, and its output, which says how a condition was decided. */
export interface StepState {
  /** One of StepStatus, or one that a later release of the API has. */
  status: StepStatus | (string & {});
  output?: unknown;
}

export interface Path {
  /** The status of each node, by its id. */
  statuses: Map<string, string>;
  /** The ids of the edges that the run took. */
  taken: Set<string>;
}

/** Return the path of a run, from the states of its steps by their ids and the status of the run itself. */
export function pathOf(graph: Graph, states: ReadonlyMap<string, StepState>, run: string): Path {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const statuses = new Map<string, string>();
  const hasEnded = run === 'completed' || run === 'failed' || run === 'cancelled';
  statuses.set(START, 'completed');
  statuses.set(END, hasEnded ? run : 'pending');
  for (const node of graph.nodes) {
    const id = node.placed?.step.id;
    const state = id === undefined ? undefined : states.get(id);
    if (state) statuses.set(node.id, state.status);
  }
  const taken = graph.edges.filter((edge) => isTaken(edge, nodes, states, statuses, run)).map(({ id }) => id);
  return { statuses, taken: new Set(taken) };
}

function isTaken(
  edge: GraphEdge,
  nodes: ReadonlyMap<string, GraphNode>,
  states: ReadonlyMap<string, StepState>,
  statuses: ReadonlyMap<string, string>,
  run: string,
): boolean {
  const target = nodes.get(edge.target);
  if (target?.kind === 'failure') {
    return run === 'failed' && (target.body?.steps ?? []).some(({ path }) => hasBegun(statuses.get(path)));
  }
  const isReached = edge.target === END ? run === 'completed' : hasBegun(statuses.get(edge.target));
  if (edge.source === START) return isReached || (edge.target !== END && statuses.get(edge.target) === 'cancelled');
  const placed = nodes.get(edge.source)?.placed;
  const step = placed?.step;
  const state = step && states.get(step.id);
  if (!placed || !step || !state) return false;
  if (edge.target === END && step.type === 'stop' && state.status !== 'skipped') return state.status === 'completed';
  if (!isReached) return false;
  if (edge.kind === 'failure') return state.status === 'failed';
  if (state.status === 'failed') return step.onError === 'continue';
  if (state.status === 'skipped') return edge.target === nextOf(placed);
  if (state.status !== 'completed' || step.type === 'stop') return false;
  if (step.type !== 'condition' || edge.kind === 'next') return true;
  return (edge.kind === 'then') === resultOf(state.output);
}

/** Where a run goes on after a step that it skips. */
function nextOf({ body, path }: Placed): string {
  const position = body.steps.findIndex((step) => step.path === path);
  return body.steps[position + 1]?.path ?? END;
}

function hasBegun(status: string | undefined): boolean {
  return status !== undefined && status !== 'pending';
}

function resultOf(output: unknown): boolean {
  return typeof output === 'object' && output !== null && (output as { result?: unknown }).result === true;
}
