/** When a workflow starts by itself: every Monday at 9; what is more than that is an expression of cron. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { CheckField, SelectField, TextField } from '~/ui/field';
import { TimeField } from '~/ui/time-field';
import { cronOf, DEFAULT, REPEATS, type Repeat, type Schedule, scheduleOf } from '../../logic/schedule';
import styles from './form.module.css';
import { useFaultAt } from './readable';

type Json = Record<string, unknown>;
/** From Monday on, as calendars here show a week. */
const WEEK = ['1', '2', '3', '4', '5', '6', '0'] as const;
/** A Sunday. */
const SUNDAY = Date.UTC(2026, 0, 4);
const DAY = 86_400_000;

export function ScheduleForm({ value, onChange }: { value: Json; onChange: (value: Json) => void }) {
  const { t, i18n } = useLingui();
  const cron = typeof value['cron'] === 'string' ? value['cron'] : '';
  const zone = typeof value['timezone'] === 'string' ? value['timezone'] : 'Europe/Madrid';
  const read = useMemo(() => scheduleOf(cron), [cron]);
  const error = useFaultAt('trigger.cron');
  const zoneError = useFaultAt('trigger.timezone');
  const repeats: Record<Repeat | 'typed', string> = {
    hour: t`Cada hora`,
    day: t`Cada dia`,
    workday: t`De dilluns a divendres`,
    week: t`Cada setmana`,
    month: t`Cada mes`,
    typed: t`Una altra repetició (cron)`,
  };
  const change = (next: Schedule) => onChange({ ...value, cron: cronOf(next) });
  const zones = useMemo(() => Array.from(new Set([zone, ...Intl.supportedValuesOf('timeZone')])), [zone]);
  const weekday = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', timeZone: 'UTC' });
  return (
    <>
      <SelectField<Repeat | 'typed'>
        label={t`Es repeteix`}
        name="repeat"
        error={undefined}
        value={read?.every ?? 'typed'}
        onChange={(every) => (every === 'typed' ? onChange({ ...value, cron: `${cron} ` }) : change({ ...(read ?? DEFAULT), every }))}
        options={[...REPEATS, 'typed' as const].map((one) => ({ value: one, label: repeats[one] }))}
      />
      {read?.every === 'week' && (
        <CheckField
          label={t`Dies`}
          name="days"
          error={undefined}
          value={read.days.map(String)}
          onChange={(days) => days.length > 0 && change({ ...read, days: WEEK.filter((one) => days.includes(one)).map(Number) })}
          isInARow
          options={WEEK.map((one) => ({ value: one as string, label: weekday.format(SUNDAY + Number(one) * DAY) }))}
        />
      )}
      {read?.every === 'month' && (
        <SelectField
          label={t`Dia del mes`}
          name="day"
          error={undefined}
          value={read.day}
          onChange={(day) => change({ ...read, day })}
          options={[...Array.from({ length: 31 }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })), { value: 'L', label: t`L’últim` }, { value: 'LW', label: t`L’últim feiner` }]}
        />
      )}
      {read ? (
        <TimeField kind="time" label={read.every === 'hour' ? t`A quin minut` : t`A quina hora`} name="at" error={error} value={read.at} onChange={(at) => /^\d\d:\d\d$/.test(at) && change({ ...read, at })} />
      ) : (
        <TextField label={t`Expressió de cron`} name="cron" error={error} value={cron} onChange={(next) => onChange({ ...value, cron: next })} hint={t`Minut, hora, dia del mes, mes i dia de la setmana.`} />
      )}
      <details className={styles.more}>
        <summary>
          <Trans>Zona horària: {zone}</Trans>
        </summary>
        <SelectField label={t`Zona horària`} name="timezone" error={zoneError} value={zone} onChange={(next) => onChange({ ...value, timezone: next })} options={zones.map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))} />
      </details>
    </>
  );
}
