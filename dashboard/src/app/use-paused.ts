/** A value once it has stayed the same for a moment: what is typed is asked about when the typing pauses. */
import { useEffect, useState } from 'react';

const PAUSE = 400;

/** Return the value of before the pause; undefined at once where there is none any more. */
export function usePaused(value: string | undefined): string | undefined {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return value && paused;
}
