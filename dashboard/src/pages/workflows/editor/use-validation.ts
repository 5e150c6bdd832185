/** What the API says of a definition while it is written: its faults, and how a run with the sample would go. */
import type { DefinitionFault, Validation } from '@bivelio/sdk';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useRead } from '~/app/use-read';
import { isFields } from '../logic/access';
import { placeOf, stepAt, type Place } from '../logic/json';
import type { Mark } from './use-json';

const PAUSE = 700;
/** What is kept sealed while a version leaves it out. */
const SEALED = ['trigger.verify.secret', 'trigger.verify.verify_token'];
const NO_FAULTS: DefinitionFault[] = [];

/** The value when it has not changed for a while. */
export function useSettled<T>(value: T, pause = PAUSE): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}

interface Asked {
  text: string;
  value: unknown;
  places: ReadonlyMap<string, Place>;
  sample: Record<string, unknown>;
  /** A secret of the trigger that is stored is never shown, and need not be sent again. */
  keepsSecret: boolean;
}

export interface Checked {
  validation: Validation | undefined;
  error: unknown;
  isChecking: boolean;
  faults: DefinitionFault[];
  marks: Mark[];
  /** How many faults each step has, by its path. */
  counts: ReadonlyMap<string, number>;
}

export function useValidation({ text, value, places, sample, keepsSecret }: Asked): Checked {
  const isObject = isFields(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value is what the text says
  const asked = useSettled(useMemo(() => ({ definition: value as Record<string, unknown>, input: sample, isObject }), [text, sample]));
  const query = useRead(
    ['workflows.validate', asked],
    (client) => client.workflows.validate({ definition: asked.definition, input: asked.input }),
    { enabled: asked.isObject, placeholderData: keepPreviousData, staleTime: 60_000 },
  );
  const all = query.data?.errors ?? NO_FAULTS;
  const faults = useMemo(() => all.filter(({ field }) => !(keepsSecret && SEALED.includes(field))), [all, keepsSecret]);
  const marks = useMemo(() => faults.map((fault) => markOf(fault, places)), [faults, places]);
  const counts = useMemo(() => countsOf(marks, places), [marks, places]);
  return { validation: query.data, error: query.error, isChecking: query.isFetching || asked.definition !== value, faults, marks, counts };
}

function markOf({ field, message, reason }: DefinitionFault, places: ReadonlyMap<string, Place>): Mark {
  const place = placeOf(places, field) ?? { from: 0, to: 0 };
  return { ...place, message: `${field}: ${message}${reason ? ` (${reason})` : ''}` };
}

function countsOf(marks: readonly Mark[], places: ReadonlyMap<string, Place>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { from } of marks) {
    const step = stepAt(places, from);
    if (step !== undefined) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return counts;
}
