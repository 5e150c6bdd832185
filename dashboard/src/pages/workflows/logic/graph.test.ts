import { describe, expect, it } from 'vitest';
import { allSteps, bodiesOf, isInLoop, loopsAround, readableFrom } from './definition';
import { END, graphOf, START } from './graph';
import { pathOf, type StepState } from './path';

const NESTED = {
  steps: [
    { id: 'gran', type: 'condition', input: { if: 'input.total > `100`', then: 'demana' } },
    { id: 'petit', type: 'set', input: {} },
    { id: 'demana', type: 'approval', input: { message: 'Ho aproves?' }, on_error: { go_to: 'fi' } },
    {
      id: 'cada', type: 'for_each',
      input: { items: '{{ input.list }}', steps: [{ id: 'dins', type: 'set' }, { id: 'altre', type: 'set' }] },
    }, // prettier-ignore
    {
      id: 'alhora', type: 'parallel',
      input: { branches: [{ id: 'a', steps: [{ id: 'a1', type: 'set' }] }, { id: 'b', steps: [{ id: 'b1', type: 'set' }] }] },
    }, // prettier-ignore
    { id: 'fi', type: 'stop', input: {} },
  ],
  on_failure: [{ id: 'anulla', type: 'http_request', input: {} }],
};

const edgesOf = (definition: unknown) => graphOf(definition).edges.map(({ source, target, kind }) => [source, target, kind]);

describe('the tree of a definition', () => {
  it('names each step as the faults of the API do', () => {
    expect(allSteps(NESTED).map(({ path }) => path)).toEqual([
      'steps[0]', 'steps[1]', 'steps[2]', 'steps[3]', 'steps[3].input.steps[0]', 'steps[3].input.steps[1]', 'steps[4]',
      'steps[4].input.branches[0].steps[0]', 'steps[4].input.branches[1].steps[0]', 'steps[5]', 'on_failure[0]',
    ]); // prettier-ignore
  });

  it('knows which steps an expression can read, and whether there is an item', () => {
    const inner = allSteps(NESTED).find(({ step }) => step.id === 'altre')!;
    expect(readableFrom(inner).map(({ step }) => step.id)).toEqual(['gran', 'petit', 'demana', 'dins']);
    expect(isInLoop(inner)).toBe(true);
    expect(loopsAround(inner)).toBe(1);
    expect(isInLoop(allSteps(NESTED).find(({ step }) => step.id === 'a1')!)).toBe(false);
  });

  it.each([undefined, null, 7, 'text', [], {}, { steps: 3 }, { steps: [null, 4, 'x', { id: 5, input: [] }] }])(
    'takes what is no definition: %j',
    (given) => {
      expect(() => graphOf(given)).not.toThrow();
      expect(bodiesOf(given).length).toBeLessThanOrEqual(1);
    },
  );
});

describe('the graph', () => {
  it('goes on at the next step, jumps, and ends', () => {
    expect(edgesOf(NESTED).sort()).toEqual([
      [START, 'steps[0]', 'next'],
      ['steps[0]', 'steps[2]', 'then'],
      ['steps[0]', 'steps[1]', 'else'],
      ['steps[1]', 'steps[2]', 'next'],
      ['steps[2]', 'steps[3]', 'next'],
      ['steps[2]', 'steps[5]', 'failure'],
      ['steps[3].input.steps[0]', 'steps[3].input.steps[1]', 'next'],
      ['steps[3]', 'steps[4]', 'next'],
      ['steps[4]', 'steps[5]', 'next'],
      ['steps[5]', END, 'next'],
      [END, 'on_failure', 'failure'],
    ].sort()); // prettier-ignore
  });

  it('puts groups before what is in them', () => {
    const seen = new Set<string>();
    for (const node of graphOf(NESTED).nodes) {
      expect(node.parent === undefined || seen.has(node.parent)).toBe(true);
      seen.add(node.id);
    }
  });

  it('has a place for a step on what goes on, not on what jumps', () => {
    const places = graphOf(NESTED).edges.filter(({ place }) => place).map(({ source, place }) => `${source} ${place?.body} ${place?.position}`);
    expect(places.toSorted()).toEqual([
      `${START} steps 0`, 'steps[0] steps 1', 'steps[1] steps 2', 'steps[2] steps 3', 'steps[3] steps 4', 'steps[3].input.steps[0] steps[3].input.steps 1',
      'steps[4] steps 5',
    ].toSorted()); // prettier-ignore
    expect(graphOf({ steps: [] }).edges[0]?.place).toEqual({ body: 'steps', position: 0 });
  });

  it('has one edge where both ways lead to the same step', () => {
    const steps = [{ id: 'a', type: 'condition', input: { if: 'x', then: 'b' } }, { id: 'b', type: 'set' }];
    expect(edgesOf({ steps })).toContainEqual(['steps[0]', 'steps[1]', 'next']);
  });

  it('ignores a jump to a step that is not a later one', () => {
    const steps = [{ id: 'a', type: 'set' }, { id: 'b', type: 'condition', input: { if: 'x', then: 'a', else: 'nobody' } }];
    expect(edgesOf({ steps })).toEqual([[START, 'steps[0]', 'next'], ['steps[0]', 'steps[1]', 'next'], ['steps[1]', END, 'next']]);
  });

  it('shows that a conditional stop may be passed', () => {
    const steps = [{ id: 'a', type: 'stop', when: 'x' }, { id: 'b', type: 'set' }];
    expect(edgesOf({ steps })).toEqual([
      [START, 'steps[0]', 'next'], ['steps[0]', END, 'next'], ['steps[0]', 'steps[1]', 'next'], ['steps[1]', END, 'next'],
    ]); // prettier-ignore
  });
});

describe('the path of a run', () => {
  const taken = (definition: unknown, run: string, states: Record<string, StepState>) => {
    const path = pathOf(graphOf(definition), new Map(Object.entries(states)), run);
    return graphOf(definition).edges.filter(({ id }) => path.taken.has(id)).map(({ source, target }) => `${source}>${target}`);
  };

  it('follows a condition as it was decided', () => {
    const states: Record<string, StepState> = {
      gran: { status: 'completed', output: { result: true } },
      petit: { status: 'pending' },
      demana: { status: 'waiting' },
    };
    expect(taken(NESTED, 'waiting', states)).toEqual(['start>steps[0]', 'steps[0]>steps[2]']);
    const otherwise = { ...states, gran: { status: 'completed', output: { result: false } }, petit: { status: 'completed' } } as const;
    expect(taken(NESTED, 'waiting', otherwise)).toEqual(['start>steps[0]', 'steps[0]>steps[1]', 'steps[1]>steps[2]']);
  });

  it('follows a failure to where it is handled', () => {
    const states: Record<string, StepState> = {
      gran: { status: 'completed', output: { result: true } },
      demana: { status: 'failed' },
      cada: { status: 'pending' },
      fi: { status: 'completed' },
    };
    expect(taken(NESTED, 'completed', states)).toEqual(['start>steps[0]', 'steps[0]>steps[2]', 'steps[2]>steps[5]', 'steps[5]>end']);
  });

  it('passes a skipped step, and a stop that did not stop', () => {
    const steps = [{ id: 'a', type: 'stop', when: 'x' }, { id: 'b', type: 'set', when: 'y' }];
    const states = { a: { status: 'skipped' }, b: { status: 'skipped' } } as const;
    expect(taken({ steps }, 'completed', states)).toEqual(['start>steps[0]', 'steps[0]>steps[1]', 'steps[1]>end']);
    expect(taken({ steps }, 'completed', { a: { status: 'completed' } })).toEqual(['start>steps[0]', 'steps[0]>end']);
  });

  it('shows what ran after a failure', () => {
    const definition = { steps: [{ id: 'a', type: 'set' }], on_failure: [{ id: 'undo', type: 'set' }] };
    const failed = taken(definition, 'failed', { a: { status: 'failed' }, undo: { status: 'completed' } });
    expect(failed).toEqual(['start>steps[0]', 'end>on_failure']);
    expect(taken(definition, 'completed', { a: { status: 'completed' } })).toEqual(['start>steps[0]', 'steps[0]>end']);
  });
});
