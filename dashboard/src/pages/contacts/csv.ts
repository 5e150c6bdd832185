/**
 * The CSV of an import, before it is sent: what its columns are, and the same file with the columns that the API knows.
 *
 * The API reads CSV itself (docs/contacts-csv.md) and says what is wrong with each row. Here it is read for what a person
 * chooses: which column is what. So the rows of the file that is sent are those of the file that was given.
 */

import NAMES from './column-names.json';

export const CUSTOM = 'custom_fields.';

/** The columns of the API that a person chooses among. */
export const TARGETS = [
  'name', 'type', 'email', 'phone', 'tax_id.number', 'tax_id.country', 'address.street', 'address.postal_code', 'address.city', 'address.province',
  'address.country', 'tags', 'company_id', 'id',
] as const;
export type Target = (typeof TARGETS)[number];

/** What becomes of a column: one of the API's, a field of the organisation's own (`custom_fields.sector`), or nothing. */
export type Mapping = (string | undefined)[];

export interface Preview {
  delimiter: string;
  columns: string[];
  /** The first rows. */
  rows: string[][];
}

const DELIMITERS = [',', ';', '\t'];
const SEPARATOR_LINE = /^sep=([,;\t])\s*$/i;
const SHOWN_ROWS = 5;

/** The names of usual spreadsheets, in the form of `keyOf`: those by which the API knows columns (tools/column_names.py), and its own. */
const KNOWN = new Map(Object.entries(NAMES).flatMap(([column, names]) => names.split(' ').map((name) => [name, column] as const)));

/** Columns of our own exports that are read as they are, though nobody is asked to choose them. */
const AS_THEY_ARE = new Set(['tax_id.type', 'tax_id.country', 'tax_id.number', 'address.label', 'other_addresses', 'custom_fields', ...TARGETS]);

/** Columns of our own exports that an import does not read. */
const IGNORED = new Set(['created_at', 'updated_at', 'archived_at', 'phone_e164', 'version', 'warnings']);

/** Return the text of a file: UTF-8, UTF-16 with its mark, else Windows-1252, as spreadsheets write. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Read the first rows; undefined for a file without any. */
export function preview(text: string): Preview | undefined {
  const found = records(text, undefined);
  let first = found.next();
  while (!first.done && !first.value.cells.some((cell) => cell.trim())) first = found.next();
  if (first.done) return undefined;
  const { cells, delimiter } = first.value;
  const rows: string[][] = [];
  for (const { cells: row } of found) {
    if (row.some((cell) => cell.trim())) rows.push(row);
    if (rows.length === SHOWN_ROWS) break;
  }
  const last = cells.findLastIndex((cell) => cell.trim());
  return { delimiter, columns: cells.slice(0, last + 1).map((cell) => cell.trim()), rows };
}

/** What a column most probably is, by its name. Each of the API's columns once. */
export function guess(columns: string[]): Mapping {
  const taken = new Set<string>();
  return columns.map((name) => {
    const key = keyOf(name);
    if (!name || IGNORED.has(key)) return undefined;
    const isOurs = AS_THEY_ARE.has(name.toLowerCase());
    const known = isOurs ? name.toLowerCase() : (KNOWN.get(key) ?? (name.toLowerCase().startsWith(CUSTOM) ? name : undefined));
    const target = known && !taken.has(known) ? known : `${CUSTOM}${name}`;
    taken.add(target);
    return target;
  });
}

/** Columns that two are mapped to. */
export function doubled(mapping: Mapping): string[] {
  const used = mapping.filter((target) => target !== undefined);
  return [...new Set(used.filter((target, at) => used.indexOf(target) !== at))];
}

/** What somebody has corrected, by row and by the API's column: `3 email`. */
export type Corrections = ReadonlyMap<string, string>;

export const placeOf = (row: number, target: string) => `${row} ${target}`;

/** What the file says in some rows, by row and by the API's column. */
export function cellsAt(text: string, { delimiter }: Preview, mapping: Mapping, rows: ReadonlySet<number>): Map<string, string> {
  const found = new Map<string, string>();
  const last = Math.max(...rows, 0);
  let number = 0;
  for (const { cells } of records(text, delimiter)) {
    number += 1;
    if (number > last) break;
    if (rows.has(number)) for (const [at, target] of mapping.entries()) if (target !== undefined) found.set(placeOf(number, target), cells[at] ?? '');
  }
  return found;
}

/** Return the same rows with the columns of a mapping, and what was corrected. Rows keep their numbers, so that faults name those of the file. */
export function mapped(text: string, { delimiter }: Preview, mapping: Mapping, corrections: Corrections = new Map()): Blob {
  const kept = mapping.flatMap((target, at) => (target === undefined ? [] : [{ target, at }]));
  let number = 0;
  const parts: string[] = [];
  let piece = '';
  let isHeader = true;
  for (const { cells, isSeparator } of records(text, delimiter)) {
    number += 1;
    const isEmpty = isSeparator || !cells.some((cell) => cell.trim());
    if (!isEmpty) {
      piece += kept.map(({ target, at }) => quoted(isHeader ? target : (corrections.get(placeOf(number, target)) ?? cells[at] ?? ''))).join(',');
      isHeader = false;
    }
    piece += '\r\n';
    if (piece.length > 1_000_000) {
      parts.push(piece);
      piece = '';
    }
  }
  return new Blob([...parts, piece], { type: 'text/csv' });
}

interface Row {
  cells: string[];
  delimiter: string;
  isSeparator: boolean;
}

/** Read rows by RFC 4180, with the separator of a line `sep=;` or the one that is most frequent in the first row. */
function* records(text: string, given: string | undefined): Generator<Row> {
  let delimiter = given;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const line = text.slice(at, endOfLine(text, at));
    const separator = SEPARATOR_LINE.exec(line);
    if (separator && (!given || at <= 1)) {
      delimiter ??= separator[1];
      at = after(text, at + line.length);
      yield { cells: [], delimiter: delimiter ?? ',', isSeparator: true };
      continue;
    }
    delimiter ??= line.trim() ? most(line) : undefined;
    const { cells, end } = row(text, at, delimiter ?? ',');
    at = end;
    yield { cells, delimiter: delimiter ?? ',', isSeparator: false };
  }
}

function row(text: string, start: number, delimiter: string): { cells: string[]; end: number } {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      for (let from = at + 1; ; ) {
        const quote = text.indexOf('"', from);
        cell += text.slice(from, quote < 0 ? text.length : quote);
        at = quote < 0 ? text.length : quote + 1;
        if (text[at] !== '"' || quote < 0) break;
        cell += '"';
        from = at + 1;
      }
    }
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    cells.push(cell + text.slice(at, end));
    if (text[end] !== delimiter) return { cells, end: after(text, end) };
    at = end + 1;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from, from + 10_000).search(/[\r\n]/);
  return end < 0 ? Math.min(text.length, from + 10_000) : from + end;
}

/** The place after the end of a line. */
function after(text: string, at: number): number {
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
}

function most(line: string): string {
  const count = (delimiter: string) => line.split(delimiter).length;
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The form in which names are compared: `N.I.F.` is `nif`, `NIF/CIF` is `nif_cif`. */
function keyOf(name: string): string {
  return name
    .replaceAll('.', '')
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/[\W_]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
