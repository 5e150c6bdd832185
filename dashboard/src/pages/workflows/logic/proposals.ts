/** What may be typed inside `{{ }}`: the values that a step can read, and the functions of the language. */
import type { Source, Value } from './values';

export interface Proposal {
  /** What is put in the place of what was typed: `steps.who.output.name`, or `upper()`. */
  text: string;
  /** Of a value: where it comes from, and a sample. */
  source?: Source;
  sample?: unknown;
  /** Of a function: how it is called. */
  signature?: string;
}

export interface Typed {
  /** Where the expression begins, with its braces. */
  from: number;
  /** Where what was typed of a name begins. */
  wordFrom: number;
  word: string;
}

const OPEN = '{{';
const WORD = /[\w."[\]]*$/;
const TEXTS = /'[^']*'|`[^`]*`/g;

/** What was typed of an expression before a place in a text; undefined outside of braces, and in a text of the expression. */
export function typedAt(text: string, at: number): Typed | undefined {
  const before = text.slice(0, at);
  const from = before.lastIndexOf(OPEN);
  return from < 0 || from < before.lastIndexOf('}}') ? undefined : typedIn(before, from, from + OPEN.length);
}

/** The same of a text that is an expression as a whole. */
export const typedInWhole = (text: string, at: number) => typedIn(text.slice(0, at), 0, 0);

function typedIn(before: string, from: number, inside: number): Typed | undefined {
  const expression = before.slice(inside);
  if (/['`]/.test(expression.replaceAll(TEXTS, ''))) return undefined;
  const word = WORD.exec(expression)?.[0] ?? '';
  return { from, wordFrom: before.length - word.length, word };
}

/** Whether the expression that begins before a place ends after it, before another one begins. */
export function isClosedAfter(text: string, at: number): boolean {
  const [close, open] = [text.indexOf('}}', at), text.indexOf(OPEN, at)];
  return close >= 0 && (open < 0 || close < open);
}

/** A function of the language, as the help has it. */
export interface LanguageFunction {
  name: string;
  signature: string;
}

/** All that may be proposed, the nearest step first; functions come last. */
export function proposalsOf(sources: readonly Source[], functions: readonly LanguageFunction[]): Proposal[] {
  const values = sources.flatMap((source) => source.values.map(({ expression, sample }: Value) => ({ text: expression, source, sample })));
  const known = new Set(values.map(({ text }) => text));
  return [...values, ...functions.map(({ name, signature }) => ({ text: `${name}()`, signature })).filter(({ text }) => !known.has(text))];
}

/** Those that what was typed is the beginning of, then those that have it inside, also in their words. */
export function proposed(all: readonly Proposal[], typed: string, wordsOf: (expression: string) => string, most: number): Proposal[] {
  const word = typed.toLowerCase();
  const isBegun = ({ text }: Proposal) => text.toLowerCase().startsWith(word);
  const isLike = (one: Proposal) => `${one.text} ${one.source ? wordsOf(one.text) : ''}`.toLowerCase().includes(word);
  return [...all.filter(isBegun), ...all.filter((one) => !isBegun(one) && isLike(one))].slice(0, most);
}
