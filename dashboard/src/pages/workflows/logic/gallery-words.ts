/** What a definition of the gallery says, in another language: its expressions stay as they are, but for the language that they write dates and amounts in. */

/** Texts by those of the definitions, with `{0}`, `{1}` where these have expressions. */
export type Words = Record<string, string>;

const EXPRESSION = /(\{\{[\s\S]*?\}\})/;
const LITERAL = /'([^'\\]*)'/g;
/** The language that the expressions of the gallery name. */
const OF_GALLERY = 'ca';

/** A definition with all that it says in a language. */
export function translated(value: unknown, words: Words, language: string): unknown {
  if (typeof value === 'string') return said(value, words, language);
  if (Array.isArray(value)) return value.map((one) => translated(one, words, language));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translated(one, words, language)]));
}

function said(text: string, words: Words, language: string): string {
  const parts = text.split(EXPRESSION); // at odd places the expressions
  const expressions = parts.filter((_, at) => at % 2).map((one) => one.replace(LITERAL, (_, literal: string) => `'${literal === OF_GALLERY ? language : (words[literal] ?? literal)}'`));
  const key = parts.map((part, at) => (at % 2 ? `{${(at - 1) / 2}}` : part)).join('');
  return (words[key] ?? key).replace(/\{(\d+)\}/g, (whole, at: string) => expressions[Number(at)] ?? whole);
}
