/** What the person who is signed in may do: buttons that nobody may use are not shown. The API decides. */
import { includes, type Role, usePerson } from './session';

/** Whether the person has at least this role. */
export function useMay(needed: Role): boolean {
  return includes(usePerson().role, needed);
}
