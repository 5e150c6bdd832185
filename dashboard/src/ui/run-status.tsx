/** The status of a run, and of a step of it. */
import { useLingui } from '@lingui/react/macro';
import { Badge, type Tone } from './badge';

const TONES: Record<string, Tone> = {
  pending: 'quiet',
  running: 'busy',
  waiting: 'warning',
  paused: 'warning',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  skipped: 'quiet',
};

export function useStatusNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    pending: t`pendent`,
    running: t`en marxa`,
    waiting: t`en espera`,
    paused: t`en pausa`,
    completed: t`completat`,
    failed: t`fallit`,
    cancelled: t`cancel·lat`,
    skipped: t`omès`,
  };
}

export function RunStatus({ of }: { of: string }) {
  const names = useStatusNames();
  return <Badge tone={TONES[of] ?? 'plain'}>{names[of] ?? of}</Badge>;
}
