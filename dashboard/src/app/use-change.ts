/** Changing what is in the address: filters, tabs, panels. */
import { useMatches, useNavigate, useRouter } from '@tanstack/react-router';

/**
 * Return a function that changes search parameters of the page that is shown; undefined takes one away. Once the page is left it
 * changes nothing: while the next one is loaded, and this one still stands there, the address is the next one's already.
 */
export function useChange(): (changes: Record<string, unknown>, how?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  const router = useRouter();
  const path = useMatches({ select: (matches) => bare(matches.at(-1)?.pathname) });
  return (changes, { replace = false } = {}) => {
    if (bare(router.latestLocation.pathname) !== path) return;
    void navigate({ to: '.', replace, search: (former: object) => ({ ...former, ...changes }) });
  };
}

const bare = (path = '') => path.replace(/\/$/, '');
