/** Hours of a day as people type them, `9-13, 15:30-20`, and as the API has them. */
import { valueOf } from './typed-time';

export interface Span {
  start: string;
  end: string;
}

const BETWEEN = /\s*(?:-|–|—|\ba\b|\bto\b)\s*/i;
const APART = /\s*(?:[,;]|\bi\b|\by\b|\band\b)\s*/i;
const MIDNIGHT = '24:00';

/** The spans that a text says, in order; none for an empty text; undefined for a text that says none. */
export function spansIn(text: string): Span[] | undefined {
  if (!text.trim()) return [];
  const spans = text.trim().split(APART).map(spanIn);
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

function spanIn(text: string): Span | undefined {
  const [start, end, ...others] = text.split(BETWEEN).map(timeIn);
  return start && end && !others.length ? { start, end } : undefined;
}

/** Midnight as the end of a day is a time of its own. */
function timeIn(text: string): string | undefined {
  return /^24(?:[:.h]?00)?(?: ?h)?$/.test(text.trim()) ? MIDNIGHT : valueOf('time', text, 'ca') || undefined;
}

/** Spans as they are written: `9:00-13:00, 15:30-20:00`. */
export function written(spans: readonly Span[]): string {
  return spans.map(({ start, end }) => `${start.replace(/^0/, '')}-${end.replace(/^0/, '')}`).join(', ');
}
