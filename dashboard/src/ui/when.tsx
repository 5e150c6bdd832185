/** Times and dates, in the reader's language and time zone. */
import { useLingui } from '@lingui/react';
import { None } from './none';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const formats = new Map<string, unknown>();

/** A format, made once: `Intl` takes some tenths of a millisecond for one. */
function once<T>(name: string, make: () => T): T {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name) as T;
}

/** "fa 3 hores", "d’aquí a 2 dies". */
export function ago(at: Date, locale: string, now = Date.now()): string {
  const seconds = (at.getTime() - now) / 1000;
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
  const format = once(`ago ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  return format.format(Math.round(seconds / size), unit);
}

/** "26 nov. 2026, 16:05", or with `day` the date alone. */
export function dated(at: Date, locale: string, isDay = false): string {
  const style = isDay ? ({ dateStyle: 'medium' } as const) : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return once(`at ${locale} ${isDay}`, () => new Intl.DateTimeFormat(locale, style)).format(at);
}

interface WhenProps {
  /** As the API gives it; null and absent are a dash. */
  at: string | null | undefined;
  /** `ago` is relative; the tooltip has the moment. `day` is a date without a time. */
  as?: 'ago' | 'moment' | 'day';
}

export function When({ at, as = 'ago' }: WhenProps) {
  const { i18n } = useLingui();
  if (!at) return <None />;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <>{at}</>;
  return (
    <time dateTime={at} title={new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full', timeStyle: 'long' }).format(date)}>
      {as === 'ago' ? ago(date, i18n.locale) : dated(date, i18n.locale, as === 'day')}
    </time>
  );
}
