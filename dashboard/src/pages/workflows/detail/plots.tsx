/** Runs and durations by day, as SVG of our own: two plots do not pay for a library. */
import type { DayCounts } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { bars, durationLine, durationRange, KINDS, ticks, topOf } from '../logic/series';
import { Card } from '~/ui/page';
import styles from '../workflows.module.css';
import { durationText } from '../words';

const SIZE = { width: 860, height: 170 };
const LEFT = 56;
const BOTTOM = 24;
const BOX = `0 -8 ${LEFT + SIZE.width} ${SIZE.height + BOTTOM + 8}`;

export default function Plots({ days }: { days: DayCounts[] }) {
  return (
    <>
      <Card>
        <h3>
          <Trans>Execucions acabades cada dia</Trans>
        </h3>
        <Runs days={days} />
      </Card>
      <Card>
        <h3>
          <Trans>Durada</Trans>
        </h3>
        <Durations days={days} />
      </Card>
    </>
  );
}

function Runs({ days }: { days: DayCounts[] }) {
  const { t } = useLingui();
  const names = { completed: t`completades`, failed: t`fallides`, cancelled: t`cancel·lades` };
  const top = topOf(days);
  const total = days.reduce((sum, { runs }) => sum + runs, 0);
  const first = days[0]?.date ?? '';
  const last = days.at(-1)?.date ?? '';
  return (
    <>
      <svg viewBox={BOX} className={styles.plot} role="img" aria-label={t`${total} execucions acabades del ${first} al ${last}`}>
        {ticks(top).map((value) => {
          const y = SIZE.height * (1 - value / top);
          return (
            <g key={value}>
              <line x1={LEFT} x2={LEFT + SIZE.width} y1={y} y2={y} />
              <text x={LEFT - 8} y={y + 4} textAnchor="end">
                {value}
              </text>
            </g>
          );
        })}
        {bars(days, SIZE, top).map((bar) => (
          <rect key={`${bar.date} ${bar.kind}`} x={LEFT + bar.x} y={bar.y} width={bar.width} height={bar.height} className={styles[bar.kind]}>
            <title>{`${bar.date}: ${names[bar.kind]}`}</title>
          </rect>
        ))}
        <Days days={days} />
      </svg>
      <ul className={styles.legend}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <svg viewBox="0 0 10 10" aria-hidden>
              <rect width="10" height="10" rx="2" className={styles[kind]} />
            </svg>
            {names[kind]}
          </li>
        ))}
      </ul>
    </>
  );
}

function Durations({ days }: { days: DayCounts[] }) {
  const { t, i18n } = useLingui();
  const [low, high] = durationRange(days);
  const powers = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, power) => low * 10 ** power);
  const names = { p50_ms: t`mediana`, p95_ms: t`percentil 95` };
  return (
    <>
      <svg viewBox={BOX} className={styles.plot} role="img" aria-label={t`Durada de les execucions per dia, en escala logarítmica`}>
        {powers.map((value, power) => {
          const y = SIZE.height * (1 - power / (powers.length - 1));
          return (
            <g key={value}>
              <line x1={LEFT} x2={LEFT + SIZE.width} y1={y} y2={y} />
              <text x={LEFT - 8} y={y + 4} textAnchor="end">
                {durationText(value, i18n.locale)}
              </text>
            </g>
          );
        })}
        {(['p50_ms', 'p95_ms'] as const).flatMap((name) =>
          durationLine(days, name, SIZE, [low, high]).map((line) => (
            <g key={`${name} ${line[0]?.date}`} className={name === 'p50_ms' ? styles.line50 : styles.line95}>
              <polyline points={line.map(({ x, y }) => `${LEFT + x},${y}`).join(' ')} />
              {line.map(({ x, y, date, value }) => (
                <circle key={date} cx={LEFT + x} cy={y} r="3">
                  <title>{`${date}: ${durationText(value, i18n.locale)}`}</title>
                </circle>
              ))}
            </g>
          )),
        )}
        <Days days={days} />
      </svg>
      <ul className={styles.legend}>
        {(['p50_ms', 'p95_ms'] as const).map((name) => (
          <li key={name}>
            <svg viewBox="0 0 10 10" aria-hidden className={name === 'p50_ms' ? styles.line50 : styles.line95}>
              <path d="M0 5H10" />
            </svg>
            {names[name]}
          </li>
        ))}
      </ul>
    </>
  );
}

const MOST_LABELS = 8;

/** The days below a plot, as many as there is room for. */
function Days({ days }: { days: DayCounts[] }) {
  const { i18n } = useLingui();
  const every = Math.ceil(days.length / MOST_LABELS);
  const format = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const slot = SIZE.width / Math.max(1, days.length);
  return days.map(({ date }, at) =>
    at % every ? null : (
      <text key={date} x={LEFT + (at + 0.5) * slot} y={SIZE.height + 18} textAnchor="middle">
        {format.format(new Date(`${date}T00:00:00Z`))}
      </text>
    ),
  );
}
