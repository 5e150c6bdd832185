/** Requests over time, as bars: those that succeeded and, above them, those that failed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Figure } from './money';
import styles from './request-bars.module.css';

export interface RequestBar {
  /** What it stands for, in words: "26 nov., 16:00". */
  name: string;
  requests: number;
  failed: number;
}

interface RequestBarsProps {
  /** What they show: "Peticions de les últimes 24 hores". */
  label: string;
  bars: RequestBar[];
}

export function RequestBars({ label, bars }: RequestBarsProps) {
  const { t } = useLingui();
  const requests = bars.reduce((sum, bar) => sum + bar.requests, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  return (
    <figure className={styles.figure}>
      <Plot bars={bars} label={t`${label}: ${requests} peticions, ${failed} amb error`} />
      <div className={styles.ends} aria-hidden>
        <span>{bars[0]?.name}</span>
        <span>{bars.at(-1)?.name}</span>
      </div>
      <figcaption className={styles.legend}>
        <span>
          <i /> <Trans>correctes</Trans> (<Figure value={requests - failed} />)
        </span>
        <span>
          <i className={styles.no} /> <Trans>amb error</Trans> (<Figure value={failed} />)
        </span>
      </figcaption>
    </figure>
  );
}

/** The bars alone; each tells its numbers under the pointer. */
function Plot({ bars, label }: { bars: RequestBar[]; label: string }) {
  const highest = Math.max(...bars.map(({ requests }) => requests), 1);
  return (
    <div className={styles.plot}>
      <span className={styles.highest} aria-hidden>
        <Figure value={highest} />
      </span>
      <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map(({ name, requests, failed }, at) => {
          const [all, bad] = [(requests / highest) * 100, (failed / highest) * 100];
          return (
            <g key={name}>
              <title>{`${name}: ${requests}, ${failed}`}</title>
              <rect className={styles.space} x={at} y={0} width={1} height={100} />
              <rect className={styles.good} x={at + 0.1} y={100 - all + bad} width={0.8} height={all - bad} />
              <rect className={styles.bad} x={at + 0.1} y={100 - all} width={0.8} height={bad} />
            </g>
          );
        })}
        <line className={styles.axis} x1={0} x2={bars.length} y1={100} y2={100} />
      </svg>
    </div>
  );
}
