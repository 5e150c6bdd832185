/** The state of a deal, in the colour of what its stage says. */
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Badge, type Tone } from '~/ui/badge';
import type { Status } from './states';

const TONES: Record<string, Tone> = { open: 'busy', won: 'good', lost: 'quiet' };

export function useStatusWords(): Record<Status, string> {
  const { t } = useLingui();
  return { open: t`oberta`, won: t`guanyada`, lost: t`perduda` };
}

export function DealBadge({ status, children }: { status: string; children: ReactNode }) {
  return <Badge tone={TONES[status] ?? 'plain'}>{children}</Badge>;
}
