import { describe, expect, it } from 'vitest';
import { graphOf } from './graph';
import { boxesOf } from './layout';

const step = (id: string) => ({ id, type: 'set', input: {} });
const DEFINITION = {
  steps: [
    step('a'),
    { id: 'cada', type: 'for_each', input: { steps: [step('b'), { id: 'dins', type: 'for_each', input: { steps: [step('c')] } }] } },
    { id: 'alhora', type: 'parallel', input: { branches: [{ id: 'x', steps: [step('d')] }, { id: 'y', steps: [step('e'), step('f')] }] } },
  ],
  on_failure: [step('undo')],
};

describe('the layout', () => {
  const graph = graphOf(DEFINITION);
  const boxes = boxesOf(graph);

  it('has a box for each node, with those of a group inside it', () => {
    for (const node of graph.nodes) {
      const box = boxes.get(node.id)!;
      const around = node.parent === undefined ? undefined : boxes.get(node.parent)!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      if (around) {
        expect(box.x + box.width).toBeLessThanOrEqual(around.width);
        expect(box.y + box.height).toBeLessThanOrEqual(around.height);
      }
    }
  });

  it('lets no two nodes of a group overlap', () => {
    for (const one of graph.nodes) {
      for (const other of graph.nodes) {
        if (one === other || one.parent !== other.parent) continue;
        const [a, b] = [boxes.get(one.id)!, boxes.get(other.id)!];
        const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(isApart, `${one.id} ${other.id}`).toBe(true);
      }
    }
  });

  it('goes down', () => {
    expect(boxes.get('steps[1]')!.y).toBeGreaterThan(boxes.get('steps[0]')!.y);
  });

  it('places a hundred steps', () => {
    const many = { steps: Array.from({ length: 100 }, (_, number) => step(`s${number}`)) };
    expect(boxesOf(graphOf(many)).size).toBe(102);
  });

  it('leaves room for a note', () => {
    const noted = boxesOf(graphOf({ steps: [{ ...step('a'), note: 'Per què' }, { ...DEFINITION.steps[1], note: 'Un per un' }] }));
    expect(noted.get('steps[0]')!.height - boxes.get('steps[0]')!.height).toBe(34);
    expect(noted.get('steps[1]')!.height - boxes.get('steps[1]')!.height).toBe(34);
  });
});
