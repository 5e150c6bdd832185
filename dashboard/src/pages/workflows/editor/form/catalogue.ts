/** What the types of steps take and give, and the examples of events: loaded for the steps that are shown. */
import { AREAS, PLACES } from 'virtual:step-catalogue';
import { useEffect, useState } from 'react';
import { toastError } from '~/ui/toast';
import type { Schema, Schemas } from '../../logic/schema';

export interface TypeOfStep {
  input: Schema;
  schemas: Schemas;
  /** One sentence, in English. */
  summary: string;
  /** What it gives in the API reference; undefined for what is no operation. */
  answer: unknown;
}

type Example = { data?: unknown };
type Loaded = { types: ReadonlyMap<string, TypeOfStep>; events: Readonly<Record<string, { example: Example }>> };

/** Kept for as long as the page is open: what was loaded stays true. */
const kept: { types: Map<string, TypeOfStep>; events: Loaded['events'] | undefined; areas: Map<string, Promise<void>> } = {
  types: new Map(),
  events: undefined,
  areas: new Map(),
};

/** All types of steps that there are, those without words of their own too. */
export const STEP_TYPES: readonly string[] = Object.keys(PLACES);

/** What is known of types of steps; more of it as it is loaded. */
export function useCatalogue(types: readonly string[]): Loaded {
  const [, setCount] = useState(0);
  const areas = [...new Set(types.map((type) => PLACES[type]).filter((area) => area !== undefined))].sort().join();
  useEffect(() => {
    let isShown = true;
    const loading = [...areas.split(',').filter(Boolean).map(loadArea), loadEvents()];
    Promise.all(loading).then(() => isShown && setCount((count) => count + 1), toastError);
    return () => {
      isShown = false;
    };
  }, [areas]);
  return { types: kept.types, events: kept.events ?? {} };
}

/** What is known of a type of step; undefined for what is none. */
export async function typeOfStep(type: string): Promise<TypeOfStep | undefined> {
  const area = PLACES[type];
  if (area !== undefined) await loadArea(area);
  return kept.types.get(type);
}

function loadArea(area: string): Promise<void> {
  const loading = kept.areas.get(area) ?? readArea(area);
  kept.areas.set(area, loading);
  return loading;
}

async function readArea(area: string): Promise<void> {
  try {
    const { types, schemas } = (await AREAS[area]?.())?.default ?? { types: {}, schemas: {} };
    for (const [type, { input, summary, answer }] of Object.entries(types)) kept.types.set(type, { input, schemas, summary, answer });
  } catch (error) {
    kept.areas.delete(area); // the next step of the area asks again
    throw error;
  }
}

async function loadEvents(): Promise<void> {
  kept.events ??= (await import('virtual:event-catalogue')).default as Loaded['events'];
}
