/** A number of seconds as a person types it: 2 days. */

export const UNITS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** The largest unit in which a number of seconds is whole. */
export function inUnit(seconds: number): { amount: number; unit: Unit } {
  for (const unit of ['day', 'hour', 'minute'] as const) if (seconds >= UNITS[unit] && seconds % UNITS[unit] === 0) return { amount: seconds / UNITS[unit], unit };
  return { amount: seconds, unit: 'second' };
}
