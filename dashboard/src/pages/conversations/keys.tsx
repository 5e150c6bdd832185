/** The keys of the inbox: `j` and `k` go to the list, `a` says who is in charge, `e` closes or reopens; those of the reply are in `thread.tsx`. */
import { useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import { useShortcuts } from '~/app/shortcuts';

/** What each key goes to, within the page; the first that is there. `e` presses it. */
const PLACES = {
  list: ['li a[aria-current="true"]', 'li a'],
  charge: ['select[name="assignee"]'],
  state: ['[aria-keyshortcuts="e"]'],
};

export function useInboxKeys(within: RefObject<HTMLElement | null>): void {
  const { t } = useLingui();
  const go = (to: keyof typeof PLACES, how: 'focus' | 'click' = 'focus') => {
    const place = PLACES[to].map((selector) => within.current?.querySelector<HTMLElement>(selector)).find(Boolean);
    place?.[how]();
    return place !== undefined && place !== null;
  };
  useShortcuts([
    { keys: ['j', 'k'], does: t`La conversa de sota, la de sobre`, run: () => go('list') },
    { keys: ['Enter'], does: t`Obre la conversa` },
    { keys: ['a'], does: t`Tria qui se n’encarrega`, run: () => go('charge') },
    { keys: ['e'], does: t`Tanca la conversa, o reobre-la`, run: () => go('state', 'click') },
  ]);
}
