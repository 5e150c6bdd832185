/** The graph of a definition: nodes and edges, without places on a screen. */
import { bodiesOf, type Body, type Placed } from './definition';

export const START = 'start';
export const END = 'end';

/** A node: a step, a group of steps (a loop, a parallel, one of its branches, what follows a failure), start or end. */
export interface GraphNode {
  /** The path of the step or body. */
  id: string;
  kind: 'start' | 'end' | 'step' | 'group' | 'branch' | 'failure';
  /** The group that it is in. */
  parent?: string | undefined;
  placed?: Placed | undefined;
  body?: Body | undefined;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  kind: 'next' | 'then' | 'else' | 'failure';
  /** Where a step would stand that is put in between: a body and a position. Undefined where a jump would pass it. */
  place?: { body: string; position: number } | undefined;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** Return the graph of a definition: each group before what is in it, as React Flow needs them. */
export function graphOf(definition: unknown): Graph {
  const graph: Graph = { nodes: [{ id: START, kind: 'start' }], edges: [] };
  const [steps, failure] = bodiesOf(definition);
  if (steps) addBody(graph, steps, undefined, END);
  graph.nodes.push({ id: END, kind: 'end' });
  graph.edges.unshift({ ...edge(START, steps?.steps[0]?.path ?? END, 'next'), place: { body: 'steps', position: 0 } });
  if (failure) {
    graph.nodes.push({ id: failure.path, kind: 'failure', body: failure });
    addBody(graph, failure, failure.path, undefined);
    graph.edges.push(edge(END, failure.path, 'failure'));
  }
  return graph;
}

function addBody(graph: Graph, body: Body, parent: string | undefined, end: string | undefined): void {
  for (const placed of body.steps) {
    graph.nodes.push({ id: placed.path, kind: placed.bodies.length > 0 ? 'group' : 'step', parent, placed });
    for (const inner of placed.bodies) addInner(graph, placed, inner);
  }
  body.steps.forEach((placed, position) => {
    const next = body.steps[position + 1]?.path ?? end;
    graph.edges.push(...edgesFrom(placed, next, end).map((one) => ({ ...one, place: placeOn(placed, one, next) })));
  });
}

function addInner(graph: Graph, placed: Placed, body: Body): void {
  if (body.kind === 'branch') {
    graph.nodes.push({ id: body.path, kind: 'branch', parent: placed.path, body });
    addBody(graph, body, body.path, undefined);
  } else {
    addBody(graph, body, placed.path, undefined);
  }
}

/** The ways on from a step; `next` is the step after it, or the end of the run where the body is the top level. */
function edgesFrom(placed: Placed, next: string | undefined, end: string | undefined): GraphEdge[] {
  const { step, path } = placed;
  const later = (id: unknown) => laterStep(placed, id);
  const edges: GraphEdge[] = [];
  const add = (target: string | undefined, kind: GraphEdge['kind']) => {
    if (target && !edges.some((one) => one.target === target && one.kind === kind)) edges.push(edge(path, target, kind));
  };
  if (step.type === 'condition') {
    const then = later(step.input['then']) ?? next;
    const otherwise = later(step.input['else']) ?? next;
    if (then === otherwise) add(then, 'next');
    else {
      add(then, 'then');
      add(otherwise, 'else');
      if (step.when !== undefined && next !== then && next !== otherwise) add(next, 'next');
    }
  } else if (step.type === 'stop') {
    add(end, 'next');
    if (step.when !== undefined) add(next, 'next');
  } else {
    add(next, 'next');
  }
  if (typeof step.onError === 'object') add(later(step.onError.goTo), 'failure');
  return edges;
}

/** A step after this one stands on an edge that goes on to what follows, and on none that jumps, though it be to there. */
function placeOn({ step, body, path }: Placed, { kind, target }: GraphEdge, next: string | undefined): GraphEdge['place'] {
  const isJump = kind === 'failure' || (kind !== 'next' && typeof step.input[kind] === 'string') || step.type === 'stop';
  return target === next && !isJump ? { body: body.path, position: Number(/\[(\d+)\]$/.exec(path)?.[1]) + 1 } : undefined;
}

/** The path of a later step of the same body, by its id. */
function laterStep(placed: Placed, id: unknown): string | undefined {
  const { steps } = placed.body;
  return steps.slice(steps.indexOf(placed) + 1).find((other) => other.step.id === id)?.path;
}

function edge(source: string, target: string, kind: GraphEdge['kind']): GraphEdge {
  return { id: `${source}>${target}:${kind}`, source, target, kind };
}
