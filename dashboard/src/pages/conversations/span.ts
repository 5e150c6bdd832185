/** Which pages of a thread are shown, by their places. A few are drawn at once; further ones take the place of those at the other end. */
export interface Span {
  low: number;
  /** The last one; undefined when the newest are shown, whichever they become. */
  high: number | undefined;
}

/** So many pages are drawn at once. */
export const MOST = 4;
/** Where the last page has fewer messages, the one before it is shown with it at first. */
const FEW = 10;

/** The place of the first page that is shown when somebody opens a thread of so many messages. */
export function begins(total: number, perPage: number): number {
  const last = Math.ceil(total / perPage);
  return last > 1 && total - (last - 1) * perPage < FEW ? last - 1 : last;
}

/** A span whose end is known. */
export function fitted({ low, high }: Span, last: number): { low: number; high: number } {
  const end = Math.min(high ?? last, last);
  return { low: Math.max(low, end - MOST + 1), high: end };
}

/** One page further back, to the lowest place that there is. */
export function older(span: Span, lowest: number, last: number): Span {
  const { low, high } = fitted(span, last);
  const begin = Math.max(lowest, low - 1);
  return ended(begin, Math.min(high, begin + MOST - 1), last);
}

/** One page further on. */
export function newer(span: Span, last: number): Span {
  const { low, high } = fitted(span, last);
  const end = Math.min(last, high + 1);
  return ended(Math.max(low, end - MOST + 1), end, last);
}

const ended = (low: number, high: number, last: number): Span => ({ low, high: high === last ? undefined : high });
