/** Where one reads in a thread: at its end one stays when something comes; above it, what is read stays where it is on the screen. */
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';

/** As near to an end as this it is reached. */
const NEAR = 40;

interface Ends {
  onTop: (() => void) | undefined;
  onEnd: (() => void) | undefined;
}

/** `shown` changes with what is drawn. Returns what goes to the end. */
export function useKeptPlace(frame: RefObject<HTMLElement | null>, shown: string, { onTop, onEnd }: Ends) {
  const place = useRef<{ isAtEnd: boolean; first?: Element | undefined; top: number; scrolled: number }>({ isAtEnd: true, top: 0, scrolled: 0 });
  const note = useCallback((of: HTMLElement) => {
    const top = of.getBoundingClientRect().top;
    const first = Array.from(of.querySelectorAll('article')).find((each) => each.getBoundingClientRect().bottom > top);
    place.current = {
      isAtEnd: of.scrollHeight - of.scrollTop - of.clientHeight < NEAR,
      first,
      top: first ? first.getBoundingClientRect().top : 0,
      scrolled: of.scrollTop,
    };
  }, []);
  const toEnd = useCallback(() => {
    place.current.isAtEnd = true;
    frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [frame]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn decides when it is looked at
  useLayoutEffect(() => {
    const { current: of } = frame;
    if (!of) return;
    const { isAtEnd, first, top } = place.current;
    if (isAtEnd && !onEnd) of.scrollTo({ top: of.scrollHeight });
    else if (first?.isConnected) of.scrollTop += first.getBoundingClientRect().top - top;
    note(of);
  }, [shown, frame, note]);
  const onScroll = () => {
    const { current: of } = frame;
    if (!of) return;
    const before = place.current.scrolled;
    note(of);
    if (of.scrollTop < before && of.scrollTop < NEAR) onTop?.();
    if (of.scrollTop > before && place.current.isAtEnd) onEnd?.();
  };
  return { onScroll, toEnd };
}
