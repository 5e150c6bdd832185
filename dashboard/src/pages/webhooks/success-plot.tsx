/** Deliveries over time, as bars: what was accepted and what was not, among the latest attempts. */
import type { DeliveryAttempt } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRead } from '~/app/use-read';
import { dated } from '~/ui/when';
import styles from './webhooks.module.css';

const LATEST = 100;
const BARS = 30;

interface Bar {
  delivered: number;
  others: number;
}

/** Count attempts in parts of equal time, the oldest first. `since` and `until` in milliseconds. */
export function barsOf(attempts: Pick<DeliveryAttempt, 'at' | 'outcome'>[], since: number, until: number): Bar[] {
  const bars = Array.from({ length: BARS }, () => ({ delivered: 0, others: 0 }));
  const width = Math.max(until - since, 1) / BARS;
  for (const { at, outcome } of attempts) {
    const bar = bars[Math.min(BARS - 1, Math.max(0, Math.floor((Date.parse(at) - since) / width)))];
    if (bar) bar[outcome === 'delivered' ? 'delivered' : 'others'] += 1;
  }
  return bars;
}

export function SuccessPlot({ id }: { id: string }) {
  const { t, i18n } = useLingui();
  const { data: attempts = [] } = useRead(['webhooks.deliveries', id, 'plot'], async (client) => {
    return (await client.webhooks.deliveries(id, { limit: LATEST })).items;
  });
  const [newest, oldest] = [attempts[0], attempts.at(-1)];
  if (!newest || !oldest || attempts.length < 2) return null;
  const [since, until] = [Date.parse(oldest.at), Date.parse(newest.at)];
  const bars = barsOf(attempts, since, until);
  const delivered = attempts.filter(({ outcome }) => outcome === 'delivered').length;
  const label = t`Dels últims ${attempts.length} intents, ${delivered} lliurats`;
  return (
    <figure className={styles.plot}>
      <Bars bars={bars} label={label} />
      <figcaption className={styles.legend}>
        <span>{dated(new Date(since), i18n.locale)}</span>
        <span>
          <i /> <Trans>lliurats</Trans> ({delivered})
        </span>
        <span>
          <i className={styles.no} /> <Trans>no lliurats</Trans> ({attempts.length - delivered})
        </span>
        <span>{dated(new Date(until), i18n.locale)}</span>
      </figcaption>
    </figure>
  );
}

function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  const highest = Math.max(...bars.map(({ delivered, others }) => delivered + others), 1);
  return (
    <svg viewBox={`0 0 ${BARS} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
      {bars.map(({ delivered, others }, at) => {
        const [good, bad] = [(delivered / highest) * 100, (others / highest) * 100];
        return (
          <g key={at}>
            <rect className={styles.delivered} x={at + 0.1} y={100 - good} width={0.8} height={good} />
            <rect className={styles.undelivered} x={at + 0.1} y={100 - good - bad} width={0.8} height={bad} />
          </g>
        );
      })}
      <line className={styles.axis} x1={0} x2={BARS} y1={100} y2={100} />
    </svg>
  );
}
