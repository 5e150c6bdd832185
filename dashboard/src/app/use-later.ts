/**
 * Enter that comes before a search has answered: it takes what is found then, unless one types on or leaves.
 *
 *     const enter = useLater(isSearching, () => take(found[0]));
 *     if (isSearching) enter.later();    // typed on: enter.forget()
 */
import { useEffect, useRef, useState } from 'react';

export function useLater(isSearching: boolean, act: () => void): { later: () => void; forget: () => void } {
  const [isAwaited, setAwaited] = useState(false);
  const latest = useRef(act);
  latest.current = act;
  const isAnswered = isAwaited && !isSearching;
  useEffect(() => {
    if (!isAnswered) return;
    setAwaited(false);
    latest.current();
  }, [isAnswered]);
  return { later: () => setAwaited(true), forget: () => setAwaited(false) };
}
