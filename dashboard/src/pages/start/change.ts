/** How a figure has changed since another one. */

/** The change in whole percent; undefined when there was nothing before. */
export function changeOf(now: number, before: number): number | undefined {
  if (!before) return undefined;
  return Math.round(((now - before) / Math.abs(before)) * 100);
}
