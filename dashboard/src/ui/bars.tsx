/** Counts over time, as bars: what went well and, above it, what did not. */
import type { ReactNode } from 'react';
import styles from './bars.module.css';
import { Figure } from './money';

export interface Bar {
  /** What it stands for, in words: "26 nov., 16:00". */
  name: string;
  good: number;
  bad: number;
}

interface BarsProps {
  /** What they show, with the sums, for who cannot see them. */
  label: string;
  bars: Bar[];
  /** What the two parts are called. */
  good: ReactNode;
  bad: ReactNode;
}

export function Bars({ label, bars, good, bad }: BarsProps) {
  return (
    <figure className={styles.figure}>
      <Plot bars={bars} label={label} />
      <div className={styles.ends} aria-hidden>
        <span>{bars[0]?.name}</span>
        <span>{bars.at(-1)?.name}</span>
      </div>
      <figcaption className={styles.legend}>
        <span>
          <i /> {good} (<Figure value={sumOf(bars, 'good')} />)
        </span>
        <span>
          <i className={styles.no} /> {bad} (<Figure value={sumOf(bars, 'bad')} />)
        </span>
      </figcaption>
    </figure>
  );
}

export function sumOf(bars: Bar[], part: 'good' | 'bad'): number {
  return bars.reduce((sum, bar) => sum + bar[part], 0);
}

/** The bars alone; each tells its numbers under the pointer. */
function Plot({ bars, label }: { bars: Bar[]; label: string }) {
  const highest = Math.max(...bars.map(({ good, bad }) => good + bad), 1);
  return (
    <div className={styles.plot}>
      <span className={styles.highest} aria-hidden>
        <Figure value={highest} />
      </span>
      <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map((bar, at) => {
          const [good, bad] = [(bar.good / highest) * 100, (bar.bad / highest) * 100];
          return (
            <g key={at}>
              <title>{`${bar.name}: ${bar.good + bar.bad}, ${bar.bad}`}</title>
              <rect className={styles.space} x={at} y={0} width={1} height={100} />
              <rect className={styles.good} x={at + 0.1} y={100 - good} width={0.8} height={good} />
              <rect className={styles.bad} x={at + 0.1} y={100 - good - bad} width={0.8} height={bad} />
            </g>
          );
        })}
        <line className={styles.axis} x1={0} x2={bars.length} y1={100} y2={100} />
      </svg>
    </div>
  );
}
