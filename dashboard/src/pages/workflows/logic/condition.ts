/**
 * A condition as rows that a person reads: a field, how it is compared, with what. Only an expression that is exactly what
 * rows are written as is shown as rows, so that looking at one never changes it; any other stays as it was typed.
 */
import { PATH } from './pieces';

export const COMPARISONS = ['is', 'isNot', 'contains', 'startsWith', 'isThere', 'isMissing', 'above', 'below'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What is compared with: typed by a person, or another value by its path. */
export type Operand = { kind: 'text' | 'path'; text: string } | { kind: 'number'; number: number } | { kind: 'truth'; truth: boolean };

export interface Row {
  field: string;
  comparison: Comparison;
  operand?: Operand | undefined;
  /** Whether the field is a list: what `contains` looks in. */
  isList?: boolean | undefined;
}

export interface Rows {
  rows: Row[];
  /** Whether all must hold, or any. */
  all: boolean;
}

/** Comparisons without a second side. */
export const isAlone = (comparison: Comparison) => comparison === 'isThere' || comparison === 'isMissing';

// A raw string of JMESPath: only its quote is escaped, and a backslash at its end would be that.
const quoted = (text: string) => `'${text.replace(/\\+$/, '').replaceAll("'", "\\'")}'`;

function operandText(operand: Operand | undefined): string {
  if (!operand) return "''";
  if (operand.kind === 'number') return `\`${operand.number}\``;
  if (operand.kind === 'truth') return `\`${operand.truth}\``;
  return operand.kind === 'path' ? operand.text : quoted(operand.text);
}

/** The expression of a row. What may be missing never fails: a list is empty then, a text too, a number is 0. */
function rowText({ field, comparison, operand, isList }: Row): string {
  const other = operandText(operand);
  switch (comparison) {
    case 'is':
      return `${field} == ${other}`;
    case 'isNot':
      return `${field} != ${other}`;
    case 'contains':
      return `contains(${field} || ${isList ? '`[]`' : "''"}, ${other})`;
    case 'startsWith':
      return `starts_with(${field} || '', ${other})`;
    case 'isThere':
      return field;
    case 'isMissing':
      return `!(${field})`;
    case 'above':
      return `not_null(to_number(${field}), \`0\`) > ${other}`;
    case 'below':
      return `not_null(to_number(${field}), \`0\`) < ${other}`;
  }
}

/** The expression of rows; undefined for none. */
export function conditionText({ rows, all }: Rows): string | undefined {
  return rows.length ? rows.map(rowText).join(all ? ' && ' : ' || ') : undefined;
}

const OPERAND = String.raw`('(?:[^'\\]|\\.)*'|\`-?\d+(?:\.\d+)?\`|\`(?:true|false)\`|${PATH})`;
const FORMS: [RegExp, Comparison, Partial<Row>?][] = [
  [new RegExp(`^(${PATH}) == ${OPERAND}$`), 'is'],
  [new RegExp(`^(${PATH}) != ${OPERAND}$`), 'isNot'],
  [new RegExp(`^contains\\((${PATH}) \\|\\| \`\\[\\]\`, ${OPERAND}\\)$`), 'contains', { isList: true }],
  [new RegExp(`^contains\\((${PATH}) \\|\\| '', ${OPERAND}\\)$`), 'contains', { isList: false }],
  [new RegExp(`^starts_with\\((${PATH}) \\|\\| '', ${OPERAND}\\)$`), 'startsWith'],
  [new RegExp(`^not_null\\(to_number\\((${PATH})\\), \`0\`\\) > ${OPERAND}$`), 'above'],
  [new RegExp(`^not_null\\(to_number\\((${PATH})\\), \`0\`\\) < ${OPERAND}$`), 'below'],
  [new RegExp(`^!\\((${PATH})\\)$`), 'isMissing'],
  [new RegExp(`^(${PATH})$`), 'isThere'],
];

/** The rows of an expression; undefined for one that is not written as rows are. */
export function rowsOf(expression: string | undefined): Rows | undefined {
  if (expression === undefined || expression === '') return { rows: [], all: true };
  for (const all of [true, false]) {
    const rows = expression.split(all ? ' && ' : ' || ').map(rowOf);
    if (!rows.every((row) => row !== undefined)) continue;
    const read = { rows, all };
    if (conditionText(read) === expression) return read;
  }
  return undefined;
}

function rowOf(text: string): Row | undefined {
  for (const [form, comparison, about] of FORMS) {
    const [, field, operand] = form.exec(text) ?? [];
    if (field !== undefined) return { field, comparison, ...about, ...(operand !== undefined && { operand: operandOf(operand) }) };
  }
  return undefined;
}

function operandOf(text: string): Operand {
  if (text.startsWith("'")) return { kind: 'text', text: text.slice(1, -1).replaceAll("\\'", "'") };
  if (!text.startsWith('`')) return { kind: 'path', text };
  const value = JSON.parse(text.slice(1, -1)) as number | boolean;
  return typeof value === 'number' ? { kind: 'number', number: value } : { kind: 'truth', truth: value };
}
