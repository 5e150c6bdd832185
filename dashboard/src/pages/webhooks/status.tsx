/** How a webhook and its attempts are doing, in a word and a colour. */
import type { DeliveryAttempt, Webhook } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { Badge, type Tone } from '~/ui/badge';
import { None } from '~/ui/none';
import styles from './webhooks.module.css';

export function Status({ of: { status, disabled_reason: reason } }: { of: Webhook }) {
  const { t } = useLingui();
  if (status === 'active') return <Badge tone="good">{t`actiu`}</Badge>;
  return reason === 'user' ? <Badge tone="quiet">{t`en pausa`}</Badge> : <Badge tone="bad">{t`desactivat`}</Badge>;
}

/** The share of events that were delivered: a figure and a bar. */
export function Rate({ share }: { share: number | null }) {
  const { t, i18n } = useLingui();
  if (share === null) return <None />;
  const text = new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  return (
    <span className={styles.rate}>
      <meter min={0} max={1} low={0.9} high={0.99} optimum={1} value={share} aria-label={t`Part d’esdeveniments lliurats`} />
      <span className="number">{text}</span>
    </span>
  );
}

const TONES: Record<string, Tone> = { delivered: 'good', failed: 'bad', refused: 'bad', skipped: 'quiet' };

/** The names of outcomes. */
export function useOutcomes(): Record<string, string> {
  const { t } = useLingui();
  return { delivered: t`lliurat`, failed: t`ha fallat`, refused: t`adreça no permesa`, skipped: t`filtre amb error` };
}

export function Outcome({ of: { outcome } }: { of: Pick<DeliveryAttempt, 'outcome'> }) {
  const names = useOutcomes();
  return <Badge tone={TONES[outcome] ?? 'plain'}>{names[outcome] ?? outcome}</Badge>;
}

/** What the receiver answered: its status, or why there was no answer. */
export function Response({ of: { response_status: status, error } }: { of: Pick<DeliveryAttempt, 'response_status' | 'error'> }) {
  return status === undefined ? <span className="quiet">{error ?? '–'}</span> : <code>HTTP {status}</code>;
}
