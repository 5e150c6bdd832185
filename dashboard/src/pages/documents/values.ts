/** Extracted values as a form has them, and the corrections that a form makes of them. */
import { numberOf, valueOf } from '~/ui/typed-number';

/** The value that a field has of each: numbers as `NumberField` has them, objects and lists as JSON. */
export function shownOf(extracted: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(extracted).map(([name, value]) => [name, shown(value)]));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return valueOf(value);
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

/** The values that were changed, each of the kind that it was: numbers stay numbers, nothing is null. */
export function correctedOf(extracted: Record<string, unknown>, fields: Record<string, string>): Record<string, unknown> {
  const changed = Object.entries(fields).filter(([name, typed]) => typed !== shown(extracted[name]));
  return Object.fromEntries(changed.map(([name, typed]) => [name, corrected(extracted[name], typed.trim())]));
}

function corrected(before: unknown, typed: string): unknown {
  if (!typed) return null;
  if (typeof before === 'number') return numberOf(typed);
  if (typeof before === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : typed;
  if (typeof before !== 'object' || before === null) return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed; // the API says what is wrong with it
  }
}
