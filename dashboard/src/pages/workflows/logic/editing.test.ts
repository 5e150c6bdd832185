import { describe, expect, it } from 'vitest';
import { allSteps } from './definition';
import { copyStep, freshId, insertAt, insertStep, moveStep, placeAt, removeStep } from './editing';
import { sampleInput } from './sample';

const DEFINITION = {
  name: 'Prova',
  steps: [
    { id: 'a', type: 'set', input: {} },
    { id: 'cada', type: 'for_each', input: { items: [], steps: [{ id: 'dins', type: 'set', input: {} }] } },
  ],
};
const ids = (definition: unknown) => allSteps(definition).map(({ step }) => step.id);

describe('changes of a definition', () => {
  it('inserts after a step, also one inside a loop, and at the end', () => {
    const step = { id: 'dins', type: 'set', input: {} };
    expect(ids(insertStep(DEFINITION, step, 'steps[0]').definition)).toEqual(['a', 'dins_2', 'cada', 'dins']);
    const inner = insertStep(DEFINITION, step, 'steps[1].input.steps[0]');
    expect(ids(inner.definition)).toEqual(['a', 'cada', 'dins', 'dins_2']);
    expect(inner.path).toBe('steps[1].input.steps[1]');
    expect(insertStep({}, step).definition['steps']).toEqual([step]);
  });

  it('copies with ids of its own, those inside too', () => {
    const { definition, path } = copyStep(DEFINITION, 'steps[1]');
    expect(ids(definition)).toEqual(['a', 'cada', 'dins', 'cada_2', 'dins_2']);
    expect(path).toBe('steps[2]');
  });

  it('moves within a body and stops at its ends', () => {
    const down = moveStep(DEFINITION, 'steps[0]', 1);
    expect(ids(down.definition)).toEqual(['cada', 'dins', 'a']);
    expect(down.path).toBe('steps[1]');
    expect(moveStep(DEFINITION, 'steps[0]', -1)).toEqual({ definition: DEFINITION, path: 'steps[0]' });
  });

  it('takes out a step with what is in it, and leaves what it was given as it was', () => {
    expect(ids(removeStep(DEFINITION, 'steps[1]'))).toEqual(['a']);
    expect(ids(removeStep(DEFINITION, 'steps[7]'))).toEqual(['a', 'cada', 'dins']);
    expect(ids(DEFINITION)).toEqual(['a', 'cada', 'dins']);
  });

  it('puts a new step at a place of any body', () => {
    const step = { id: 'a', type: 'set', input: {} };
    expect(ids(insertAt(DEFINITION, step, 'steps', 0).definition)).toEqual(['a_2', 'a', 'cada', 'dins']);
    const inner = insertAt(DEFINITION, step, 'steps[1].input.steps', 1);
    expect([ids(inner.definition), inner.path]).toEqual([['a', 'cada', 'dins', 'a_2'], 'steps[1].input.steps[1]']);
    expect(insertAt({}, step, 'steps', 4).path).toBe('steps[0]');
  });

  it('drops a step at a place: further on, in another body, never inside itself', () => {
    const on = placeAt(DEFINITION, 'steps[0]', 'steps', 2);
    expect([ids(on.definition), on.path]).toEqual([['cada', 'dins', 'a'], 'steps[1]']);
    const within = placeAt(DEFINITION, 'steps[0]', 'steps[1].input.steps', 0);
    expect([ids(within.definition), within.path]).toEqual([['cada', 'a', 'dins'], 'steps[0].input.steps[0]']);
    expect(placeAt(DEFINITION, 'steps[1]', 'steps[1].input.steps', 0).definition).toEqual(DEFINITION);
    expect(placeAt(DEFINITION, 'steps[1].input.steps[0]', 'steps', 0).definition).toEqual(DEFINITION); // it would leave an empty loop
  });

  it('finds an id that is free', () => {
    expect(freshId('crida', new Set(['crida', 'crida_2']))).toBe('crida_3');
    expect(freshId('crida_2', new Set(['crida_2', 'crida']))).toBe('crida_3');
  });
});

describe('a sample of the input', () => {
  it('has what expressions read', () => {
    const steps = [
      { id: 'a', type: 'set', when: "input.client.email && input.plan == 'pro'", input: { n: '{{ input.amount }}', x: 'input.not' } },
      { id: 'b', type: 'for_each', input: { items: '{{ input.clients }}', steps: [{ id: 'c', type: 'set', input: { y: '{{ steps.input.no }}' } }] } },
    ];
    expect(sampleInput({ steps })).toEqual({ client: { email: 'anna@example.com' }, plan: 'text', amount: 100, clients: [] });
  });

  it('reads nothing in a note of a step, but what a step writes into a note', () => {
    const inner = [{ id: 'b', type: 'case.update', note: 'Mireu {{ input.old }}', input: { note: '{{ input.reason }}' } }];
    expect(sampleInput({ steps: [{ id: 'a', type: 'for_each', note: '{{ input.old }}', input: { items: [], steps: inner } }] })).toEqual({ reason: 'text' });
  });

  it('takes what is no definition', () => {
    expect(sampleInput(null)).toEqual({});
  });
});
