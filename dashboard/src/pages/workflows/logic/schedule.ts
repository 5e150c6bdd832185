/**
 * The next times of a schedule. It follows the clock of its zone, as EventBridge Scheduler does: a time that the change
 * to summer time skips does not come that day, one that comes twice in autumn counts once, the first time.
 *
 * The five fields are those of `workflows/definitions/cron.py`: lists, ranges, steps, names of months and days.
 */
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 7, names: DAYS, last: 6 },
] as { low: number; high: number; names: string[]; last?: number }[];

/** 29 February comes every eight years at the most. */
const DAYS_AHEAD = 8 * 366 + 1;
const DAY = 86_400_000;

type Sets = [minutes: Set<number>, hours: Set<number>, days: Set<number>, months: Set<number>, weekdays: Set<number>];

/** Return the next times after a moment, fewer when there are none, none for what is no cron expression or no zone. */
export function nextTimes(expression: string, zone: string, after: Date, count = 5): Date[] {
  const sets = setsOf(expression);
  const offset = sets && offsetIn(zone);
  if (!sets || !offset) return [];
  const [minutes, hours, days, months, weekdays] = sets;
  const inOrder = (set: Set<number>) => [...set].sort((one, other) => one - other);
  const found: Date[] = [];
  const local = new Date(after.getTime() + offset(after.getTime()));
  const first = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  for (let number = 0; number < DAYS_AHEAD && found.length < count; number++) {
    const day = new Date(first + number * DAY);
    if (!months.has(day.getUTCMonth() + 1) || !days.has(day.getUTCDate()) || !weekdays.has(day.getUTCDay())) continue;
    const times = inOrder(hours)
      .flatMap((hour) => inOrder(minutes).map((minute) => day.getTime() + (hour * 60 + minute) * 60_000))
      .map((wall) => toMoment(wall, offset))
      .filter((moment): moment is number => moment !== undefined && moment > after.getTime())
      .sort((one, other) => one - other);
    found.push(...times.slice(0, count - found.length).map((moment) => new Date(moment)));
  }
  return found;
}

/** The moment at which a clock shows a time, the earlier of two; undefined for a time that is skipped. */
function toMoment(wall: number, offset: (moment: number) => number): number | undefined {
  const candidates = [offset(wall - DAY), offset(wall + DAY)].map((difference) => wall - difference);
  return candidates.filter((moment) => moment + offset(moment) === wall).sort((one, other) => one - other)[0];
}

/** How far the clock of a zone is ahead of UTC at a moment, in milliseconds; undefined for a zone that there is not. */
function offsetIn(zone: string): ((moment: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }); // prettier-ignore
  } catch {
    return undefined;
  }
  return (moment) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(moment)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
  };
}

function setsOf(expression: string): Sets | undefined {
  const texts = expression.trim().toUpperCase().split(/\s+/);
  if (texts.length !== FIELDS.length) return undefined;
  const sets = texts.map((text, position) => valuesOf(text, FIELDS[position]!));
  if (sets.some((set) => set === undefined)) return undefined;
  const [minutes, hours, days, months, weekdays] = sets as Sets;
  return [minutes, hours, days, months, new Set([...weekdays].map((day) => day % 7))];
}

function valuesOf(text: string, field: (typeof FIELDS)[number]): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\d+|[A-Z]{3})(?:-(\d+|[A-Z]{3}))?(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, low = '*', high, step] = match;
    const openEnd = field.last ?? field.high;
    const from = low === '*' ? field.low : numberOf(low, field);
    const to = high ? numberOf(high, field) : low === '*' || step ? openEnd : from;
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined || by < 1 || (high && to < from)) return undefined;
    for (let value = from; value <= Math.max(from, to); value += by) values.add(value);
  }
  return values;
}

function numberOf(text: string, { low, high, names }: (typeof FIELDS)[number]): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return named + low;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return number >= low && number <= high ? number : undefined;
}
