/** Asks before a page with changes that are not saved is left: by a link, by Back, or by closing the tab. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Confirm } from '~/ui/confirm';

/** Return what asks; to be drawn in the page. `isChanged` is read when the page is left. */
export function useLeaving(isChanged: () => boolean): ReactNode {
  const { t } = useLingui();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isChanged(),
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Confirm title={t`Hi ha canvis sense desar`} action={<Trans>Surt sense desar</Trans>} onConfirm={blocker.proceed} onClose={blocker.reset}>
      <p>
        <Trans>Si surts d’aquesta pàgina, es perdran.</Trans>
      </p>
    </Confirm>
  );
}
