/** The state of an invoice in a word. */
import { useLingui } from '@lingui/react/macro';
import { Badge, type Tone } from '~/ui/badge';
import type { Status } from './statuses';

const TONES: Record<Status, Tone> = {
  draft: 'quiet',
  pending: 'busy',
  sent: 'busy',
  partially_paid: 'warning',
  paid: 'good',
  overdue: 'bad',
  void: 'quiet',
  rectified: 'quiet',
};

/** The names of the states, in the reader's language. */
export function useStatusNames(): Record<Status, string> {
  const { t } = useLingui();
  return {
    draft: t`esborrany`,
    pending: t`emesa`,
    sent: t`enviada`,
    partially_paid: t`cobrada en part`,
    paid: t`cobrada`,
    overdue: t`vençuda`,
    void: t`anul·lada`,
    rectified: t`rectificada`,
  };
}

export function StatusBadge({ status }: { status: string }) {
  const names = useStatusNames();
  return <Badge tone={TONES[status as Status] ?? 'plain'}>{names[status as Status] ?? status}</Badge>;
}
