/** Asks before a page with changes that are not saved is left: by a link, by Back, or by closing the tab. */
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Unsaved } from '~/ui/draft';

/** Return what asks; to be drawn in the page. `isChanged` is read when the page is left. */
export function useLeaving(isChanged: () => boolean): ReactNode {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isChanged(),
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return <Unsaved onDrop={blocker.proceed} onStay={blocker.reset} />;
}
