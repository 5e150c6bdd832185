/** Places for the nodes of a graph, by dagre: each body by itself, from the innermost out, so that groups fit. */
import { Graph as Dagre, layout } from '@dagrejs/dagre';
import type { Graph, GraphNode } from './graph';

export interface Box {
  /** The place within the group that the node is in. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export const SIZES = { step: { width: 252, height: 58 }, mark: { width: 96, height: 32 } };
/** What two lines of a note add to a step; graph.module.css has the same. */
const NOTE = 34;
const BRANCH_HEADER = 30;
const PADDING = 18;

/** Return the box of each node, by its id. */
export function boxesOf({ nodes, edges }: Graph): Map<string, Box> {
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const boxes = new Map<string, Box>();

  const place = (parent: string | undefined): { width: number; height: number } => {
    const inner = children.get(parent) ?? [];
    const dagre = new Dagre();
    dagre.setGraph({ rankdir: 'TB', ranksep: 44, nodesep: 36 });
    dagre.setDefaultEdgeLabel(() => ({}));
    for (const node of inner) dagre.setNode(node.id, { ...sizeOf(node) }); // dagre writes into it
    for (const { source, target } of edges) {
      if (dagre.hasNode(source) && dagre.hasNode(target)) dagre.setEdge(source, target);
    }
    if (inner.length === 0) return { width: 0, height: 0 };
    layout(dagre);
    let [width, height] = [0, 0];
    for (const { id } of inner) {
      const found = dagre.node(id) as { x: number; y: number; width: number; height: number };
      const box = { x: found.x - found.width / 2, y: found.y - found.height / 2, width: found.width, height: found.height };
      boxes.set(id, box);
      width = Math.max(width, box.x + box.width);
      height = Math.max(height, box.y + box.height);
    }
    return { width, height };
  };

  const sizeOf = (node: GraphNode): { width: number; height: number } => {
    if (node.kind === 'start' || node.kind === 'end') return SIZES.mark;
    const face = SIZES.step.height + (node.placed?.step.note ? NOTE : 0);
    if (node.kind === 'step') return { width: SIZES.step.width, height: face };
    const header = node.kind === 'group' ? face : BRANCH_HEADER;
    const inner = place(node.id);
    for (const { id } of children.get(node.id) ?? []) {
      const box = boxes.get(id)!;
      boxes.set(id, { ...box, x: box.x + PADDING, y: box.y + header + PADDING });
    }
    return { width: Math.max(SIZES.step.width, inner.width + 2 * PADDING), height: header + inner.height + 2 * PADDING };
  };

  place(undefined);
  return boxes;
}
