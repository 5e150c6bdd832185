/** A sample of the input of a run: the fields that the expressions of a definition read. */

import { withoutNotes } from './notes';

/** What a field of a name may well have. Names are those that Catalan, Spanish and English definitions use. */
const GUESSES: [RegExp, unknown][] = [
  [/e?mail|correu|correo/i, 'anna@example.com'],
  [/url|web|link|enlla[cç]|enlace/i, 'https://example.com'],
  [/phone|tel[eèé]?f|mobil/i, '+34600000000'],
  [/amount|total|price|import|preu|precio|percent|count|quantity|quantitat/i, 100],
  [/_at$|date|data$|fecha|due/i, '2027-01-15'],
  [/^is_|^has_/i, true],
  [/s$/i, []],
];

/** Return an input with a value for each `input.a.b` that a definition reads; lists that are walked have one element. */
export function sampleInput(definition: unknown): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const expression of expressionsIn(withoutNotes(definition))) {
    for (const match of expression.matchAll(/(?<![\w.'"])input((?:\.[A-Za-z_]\w*)+)/g)) {
      put(root, (match[1] ?? '').slice(1).split('.'));
    }
  }
  return root;
}

function put(root: Record<string, unknown>, names: string[]): void {
  let inner = root;
  names.forEach((name, position) => {
    const isLast = position === names.length - 1;
    const value = inner[name];
    if (isLast) {
      if (!(name in inner)) inner[name] = guess(name);
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) inner[name] = {};
    inner = inner[name] as Record<string, unknown>;
  });
}

function guess(name: string): unknown {
  return GUESSES.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}

/** The expressions of a definition: what stands between braces, and the texts that are expressions themselves. */
function* expressionsIn(value: unknown, name = ''): Generator<string> {
  if (typeof value === 'string') {
    const isBare = ['when', 'if', 'key', 'dedupe', 'filter'].includes(name);
    if (isBare) yield value;
    else for (const match of value.matchAll(/\{\{(.*?)\}\}/gs)) yield match[1] ?? '';
  } else if (Array.isArray(value)) {
    for (const part of value) yield* expressionsIn(part);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) if (key !== 'mock') yield* expressionsIn(part, key);
  }
}
