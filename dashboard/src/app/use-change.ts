/** Changing what is in the address: filters, tabs, panels. */
import { useNavigate } from '@tanstack/react-router';

/** Return a function that changes search parameters of the page that is shown; undefined takes one away. */
export function useChange(): (changes: Record<string, unknown>, how?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return (changes, { replace = false } = {}) =>
    void navigate({ to: '.', replace, search: (former: object) => ({ ...former, ...changes }) });
}
