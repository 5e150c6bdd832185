/** A schedule as a person says it: every Monday at 9. Any other expression of cron stays as it was typed. */

export const REPEATS = ['hour', 'day', 'workday', 'week', 'month'] as const;
export type Repeat = (typeof REPEATS)[number];

export interface Schedule {
  every: Repeat;
  /** `09:00`; of `hour` only the minutes count. */
  at: string;
  /** Of `week`: the days from 0, Sunday, on. */
  days: number[];
  /** Of `month`: the day, `1` to `31`, or `L` for the last and `LW` for the last one from Monday to Friday. */
  day: string;
}

export const DEFAULT: Schedule = { every: 'week', at: '09:00', days: [1], day: '1' };

/** The expression of cron. */
export function cronOf({ every, at, days, day }: Schedule): string {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  switch (every) {
    case 'hour':
      return `${minute} * * * *`;
    case 'day':
      return `${minute} ${hour} * * *`;
    case 'workday':
      return `${minute} ${hour} * * 1-5`;
    case 'week':
      return `${minute} ${hour} * * ${days.join(',')}`;
    case 'month':
      return `${minute} ${hour} ${day} * *`;
  }
}

const FORM = /^(\d{1,2}) (\d{1,2}|\*) (\d{1,2}|L|LW|\*) \* (\*|1-5|[0-6](?:,[0-6])*)$/;

/** What an expression says; undefined for one that is not exactly what `cronOf` writes. */
export function scheduleOf(cron: string): Schedule | undefined {
  const [, minute, hour, day, weekday] = FORM.exec(cron) ?? [];
  if (minute === undefined || hour === undefined || day === undefined || weekday === undefined) return undefined;
  const every: Repeat = hour === '*' ? 'hour' : day !== '*' ? 'month' : weekday === '1-5' ? 'workday' : weekday === '*' ? 'day' : 'week';
  const read: Schedule = {
    every,
    at: `${(hour === '*' ? '0' : hour).padStart(2, '0')}:${minute.padStart(2, '0')}`,
    days: every === 'week' ? weekday.split(',').map(Number) : DEFAULT.days,
    day: every === 'month' ? day : DEFAULT.day,
  };
  const isTime = Number(minute) < 60 && (hour === '*' || Number(hour) < 24);
  return isTime && cronOf(read) === cron ? read : undefined;
}
