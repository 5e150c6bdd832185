/** Samples of what the steps of a definition read: of the trial, of the API reference, of the example of an event. */
import { useMemo } from 'react';
import { isFields, valueAt } from '../logic/access';
import type { Placed } from '../logic/definition';
import { sampleInput } from '../logic/sample';
import { sampleOf } from '../logic/schema-sample';
import { type Samples, shapeOf } from '../logic/values';
import { useCatalogue } from './form/catalogue';
import { typesIn } from './form/step-form';
import type { RunSamples } from './run-choice';
import type { Checked } from './use-validation';

type Json = Record<string, unknown>;

/** The input that a run of a definition may begin with. */
export function useSampleInput(definition: unknown): Json {
  const { events } = useCatalogue([]);
  return useMemo(() => {
    const given = isFields(definition) ? definition : {};
    const trigger = isFields(given['trigger']) ? given['trigger'] : {};
    const example = given['trigger_type'] === 'event' ? events[String(trigger['event'] ?? '')]?.example.data : undefined;
    const read = isFields(given['input_schema']) ? sampleOf(given['input_schema']) : sampleInput(definition);
    const sample = example ?? read;
    return isFields(sample) ? sample : {};
  }, [definition, events]);
}

export function useSamples(definition: unknown, input: Json, checked: Checked, run: RunSamples | undefined): Samples {
  const { types, events } = useCatalogue(typesIn(definition));
  return useMemo(() => {
    const tried = new Map((checked.validation?.steps ?? []).map(({ step_id, output }) => [step_id, output]));
    const exampleOf = (event: string) => events[event]?.example;
    const outputOf = (placed: Placed) =>
      valueAt(definition, `${placed.path}.mock.output`) ?? run?.outputs.get(placed.step.id) ?? tried.get(placed.step.id) ?? types.get(placed.step.type)?.answer ?? shapeOf(placed, exampleOf);
    return { input, outputOf };
  }, [definition, input, checked.validation, types, events, run]);
}
