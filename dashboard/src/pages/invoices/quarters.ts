/** The quarters that an adviser asks for. */

export interface Quarter {
  year: number;
  quarter: number;
}

const SHOWN = 8;
const MONTHS = 3;

export const quarterOf = (day: Date): Quarter => ({ year: day.getFullYear(), quarter: Math.floor(day.getMonth() / MONTHS) + 1 });

export const before = ({ year, quarter }: Quarter): Quarter => (quarter === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: quarter - 1 });

/** The quarter that is asked for first: in the month after its end the one that is over, as its forms are due then; else the present one. */
export function dueQuarter(today: Date): Quarter {
  const now = quarterOf(today);
  return today.getMonth() % MONTHS === 0 ? before(now) : now;
}

/** The present quarter and those before it. */
export function lastQuarters(today: Date): Quarter[] {
  const found = [quarterOf(today)];
  while (found.length < SHOWN) found.push(before(found.at(-1) as Quarter));
  return found;
}

/** `2026-4`, as an address has it. */
export const nameOf = ({ year, quarter }: Quarter) => `${year}-${quarter}`;

/** The quarter of an address; undefined for what names none. */
export function quarterNamed(name: string | undefined): Quarter | undefined {
  const [, year, quarter] = /^(20\d\d)-([1-4])$/.exec(name ?? '') ?? [];
  return year && quarter ? { year: Number(year), quarter: Number(quarter) } : undefined;
}
