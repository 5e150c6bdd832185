/** What there is to do with a conversation, in words. */
import { useLingui } from '@lingui/react/macro';
import { Badge, type Tone } from '~/ui/badge';

export const STATES = ['open', 'waiting', 'snoozed', 'closed'] as const;
export type State = (typeof STATES)[number];

const TONES: Record<State, Tone> = { open: 'busy', waiting: 'plain', snoozed: 'warning', closed: 'quiet' };

export function useStateWords(): Record<State, string> {
  const { t } = useLingui();
  return { open: t`Oberta`, waiting: t`Espera resposta`, snoozed: t`Ajornada`, closed: t`Tancada` };
}

export function StateBadge({ of: state }: { of: string }) {
  const words = useStateWords();
  return <Badge tone={TONES[state as State] ?? 'plain'}>{words[state as State] ?? state}</Badge>;
}

/** The moments to which a conversation can be put off, from now. */
export function snoozes(now = new Date()): { hours: Date; tomorrow: Date; week: Date } {
  const at = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return { hours: new Date(now.getTime() + 3 * 3_600_000), tomorrow: at(1, 9), week: at(untilMonday, 9) };
}
