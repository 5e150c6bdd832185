/** The step that is added for a type: the one that is written for it, or of an operation one whose fields are still to be filled in. */
import SKELETONS from '../skeletons.json';

type Json = Record<string, unknown>;

const LONGEST_ID = 40;

export function skeletonOf(type: string): Json {
  const written = (SKELETONS as Record<string, Json | undefined>)[type];
  return written ?? { id: type.replace(/\W/g, '_').slice(0, LONGEST_ID), type, input: {} };
}
