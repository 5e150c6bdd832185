/** The organisation that the person works for. */
import { usePerson } from './session';

/** How it is called in the bar. */
export function useOrganisationName(): string {
  return usePerson().organisation;
}
