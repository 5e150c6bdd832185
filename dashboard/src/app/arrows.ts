/** The keys of a list of choices whose field keeps the focus: a search, a picker. */

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Which of `count` choices an arrow leads to from one, round the ends; undefined for other keys, and where there is nothing to choose. */
export function arrowed(key: string, at: number, count: number): number | undefined {
  const step = STEPS[key];
  return step && count ? (at + step + count) % count : undefined;
}
