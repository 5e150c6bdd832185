/** The lines in which two texts differ, as `diff` shows them: `-` of the first, `+` of the second, `  ` around them. */

const AROUND = 2;

/** Return the differences; empty when there are none. Lines that are alike at both ends are left out first. */
export function differences(before: string, after: string): string {
  const lines = aligned(before.split('\n'), after.split('\n'));
  const changed = lines.flatMap(([sign], at) => (sign === ' ' ? [] : [at]));
  const shown = new Set(changed.flatMap((at) => Array.from({ length: 2 * AROUND + 1 }, (_, by) => at - AROUND + by)));
  const found: string[] = [];
  lines.forEach(([sign, text], at) => {
    if (shown.has(at)) found.push(`${sign} ${text}`);
    else if (shown.has(at - 1) && [...shown].some((other) => other > at)) found.push('…');
  });
  return found.join('\n');
}

type Line = [sign: ' ' | '-' | '+', text: string];

/** All lines of both texts in order, by the longest common subsequence of what is between the alike ends. */
function aligned(before: string[], after: string[]): Line[] {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (texts: string[]): Line[] => texts.map((text) => [' ', text]);
  const middle = between(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** Above this many comparisons both middles are shown whole. */
const MOST = 4_000_000;

function between(before: string[], after: string[]): Line[] {
  const gone = (texts: string[]): Line[] => texts.map((text) => ['-', text]);
  const come = (texts: string[]): Line[] => texts.map((text) => ['+', text]);
  if (before.length * after.length > MOST) return [...gone(before), ...come(after)];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const length = (at: number, other: number) => lengths[at * width + other] ?? 0;
  for (let at = before.length - 1; at >= 0; at--) {
    for (let other = after.length - 1; other >= 0; other--) {
      const isSame = before[at] === after[other];
      lengths[at * width + other] = isSame ? length(at + 1, other + 1) + 1 : Math.max(length(at + 1, other), length(at, other + 1));
    }
  }
  const found: Line[] = [];
  let [at, other] = [0, 0];
  while (at < before.length && other < after.length) {
    if (before[at] === after[other]) {
      found.push([' ', before[at]!]);
      at++;
      other++;
    } else if (length(at + 1, other) >= length(at, other + 1)) found.push(...gone([before[at++]!]));
    else found.push(...come([after[other++]!]));
  }
  return [...found, ...gone(before.slice(at)), ...come(after.slice(other))];
}
