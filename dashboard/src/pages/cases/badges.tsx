/** The state and the priority of a case in a word. */
import { useLingui } from '@lingui/react/macro';
import { Badge, type Tone } from '~/ui/badge';
import type { Priority, Status } from './states';

const TONES: Record<string, Tone> = { open: 'busy', in_progress: 'busy', waiting: 'warning', closed: 'quiet', high: 'warning', urgent: 'bad' };

export function useCaseWords(): Record<Status | Priority, string> {
  const { t } = useLingui();
  return {
    open: t`obert`,
    in_progress: t`en curs`,
    waiting: t`a l’espera`,
    closed: t`tancat`,
    low: t`baixa`,
    normal: t`normal`,
    high: t`alta`,
    urgent: t`urgent`,
  };
}

export function CaseBadge({ of: word }: { of: string }) {
  const words = useCaseWords();
  return <Badge tone={TONES[word] ?? 'plain'}>{words[word as Status | Priority] ?? word}</Badge>;
}
