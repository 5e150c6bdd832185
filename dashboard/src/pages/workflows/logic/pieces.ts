/** A text with expressions as its pieces: what was typed, and the values that are inserted. */

export type TextPiece = { kind: 'text' | 'value'; text: string };

const EXPRESSION = /\{\{[\s\S]*?\}\}/g;

/** The pieces of a text. Their texts, one after another, are the text again. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(EXPRESSION)) {
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) });
    pieces.push({ kind: 'value', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

/** What stands between the braces of a piece. */
export const insideOf = (piece: string) => piece.slice(2, -2).trim();

export const inBraces = (expression: string) => `{{ ${expression} }}`;

export const hasExpression = (value: unknown): value is string => typeof value === 'string' && /\{\{[\s\S]*?\}\}/.test(value);

const NAME = String.raw`(?:[A-Za-z_]\w*|"[^"\\]+")`;
/** A path: `steps.who.output.contact.name`, `input.lines[0]."unit price"`. */
export const PATH = String.raw`${NAME}(?:\.${NAME}|\[\d+\])*`;
const WHOLE_PATH = new RegExp(`^${PATH}$`);

/** The names of a path; undefined for an expression that is more than one. */
export function pathNames(expression: string): string[] | undefined {
  if (!WHOLE_PATH.test(expression)) return undefined;
  return (expression.match(/"[^"]+"|\[\d+\]|[A-Za-z_]\w*/g) ?? []).map((name) => name.replace(/^"|"$/g, ''));
}

/** The path that goes on to a field. */
export const pathTo = (path: string, name: string) => `${path}.${/^[A-Za-z_]\w*$/.test(name) ? name : `"${name}"`}`;
