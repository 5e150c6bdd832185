/** Extracted values as a form has them, and the corrections that a form makes of them. The shapes are those of the API (`documents/shapes.py`). */
import { numberOf, valueOf } from '~/ui/typed-number';

export type Party = { name: string; nif: string };
export type Row = Record<string, string>;
/** What a form has of a value: a text, yes or no, somebody, or rows. */
export type FieldValue = string | boolean | Party | Row[];
export type FieldValues = Record<string, FieldValue>;

type Kind = 'text' | 'number' | 'day';
/** The columns of rows, in their order. */
export type Columns = Record<string, Kind>;

const LINES: Columns = { description: 'text', quantity: 'number', unit_price: 'number', tax_rate: 'number', total: 'number' };
const TAXES: Columns = { rate: 'number', base: 'number', amount: 'number' };
const PARTIES: Columns = { name: 'text', nif: 'text' };
const ROWS: Record<string, Columns> = { line_items: LINES, taxes: TAXES, parties: PARTIES };
const PARTY = ['issuer', 'recipient', 'merchant'];
const NUMBERS = ['total', 'subtotal', 'tax', 'tax_rate', 'withheld', 'disbursed', 'amount_due', 'amount'];
const DAYS = ['date', 'issue_date', 'due_date', 'delivery_date', 'start_date', 'end_date'];

/** Fields and cells that are amounts of money; other numbers are quantities and rates. */
const MONEY = ['total', 'subtotal', 'tax', 'withheld', 'disbursed', 'amount_due', 'amount', 'unit_price', 'base'];

/** The currency that a number is shown in, where it is an amount; none without a code that can be one. */
export const currencyOf = (name: string, code: unknown): string | undefined => (MONEY.includes(name) && /^[A-Z]{3}$/.test(String(code)) ? String(code) : undefined);

export type Shape = Kind | 'truth' | 'party' | 'rows' | 'texts';

/** The shape of a field: by its name, else by the value that was found. */
export function shapeOf(name: string, found: unknown): Shape {
  if (name in ROWS) return 'rows';
  if (PARTY.includes(name)) return 'party';
  if (NUMBERS.includes(name)) return 'number';
  if (DAYS.includes(name)) return 'day';
  if (name === 'is_credit_note' || typeof found === 'boolean') return 'truth';
  if (typeof found === 'number') return 'number';
  return Array.isArray(found) ? 'texts' : 'text';
}

export const columnsOf = (name: string): Columns => ROWS[name] ?? {};

/** The fields of an invoice in the order in which a person compares them with the page. */
const ORDER = [
  ...['issuer', 'merchant', 'invoice_number', 'receipt_number', 'is_credit_note', 'date', 'due_date', 'recipient', 'line_items', 'taxes'],
  ...['subtotal', 'tax', 'withheld', 'total', 'currency'],
];

/** The names of what was extracted, those of an invoice in their order. */
export function inOrder(extracted: Record<string, unknown>): string[] {
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.keys(extracted).sort((one, other) => place(one) - place(other));
}

/** The value that a form has of each field. */
export function shownOf(extracted: Record<string, unknown>): FieldValues {
  return Object.fromEntries(Object.entries(extracted).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: unknown): FieldValue {
  switch (shapeOf(name, value)) {
    case 'truth':
      return value === true;
    case 'party':
      return { name: textOf(partOf(value, 'name')), nif: textOf(partOf(value, 'nif')) };
    case 'rows':
      return Array.isArray(value) ? value.map((row: unknown) => rowOf(columnsOf(name), row)) : [];
    case 'texts':
      return (value as unknown[]).map(textOf).join('\n');
    default:
      return textOf(value);
  }
}

const partOf = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'number' ? valueOf(value) : String(value);
}

/** A row as the form has it; without a row an empty one. */
export function rowOf(columns: Columns, row?: unknown): Row {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, textOf(partOf(row, name))]));
}

/** The values that were changed, each in the shape that the API takes. What is empty is not in the document: null. */
export function correctedOf(extracted: Record<string, unknown>, fields: FieldValues): Record<string, unknown> {
  const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(shown(name, extracted[name])));
  return Object.fromEntries(changed.map(([name, value]) => [name, corrected(name, extracted[name], value)]));
}

function corrected(name: string, before: unknown, value: FieldValue): unknown {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return rowsOf(columnsOf(name), value, Array.isArray(before) ? before : []);
  if (typeof value === 'object') return value.name.trim() || value.nif.trim() ? { name: value.name.trim() || null, nif: value.nif.trim() || null } : null;
  const shape = shapeOf(name, before);
  if (shape === 'texts') return value.split('\n').filter((line) => line.trim());
  return cellOf(shape === 'number' ? 'number' : 'text', value);
}

/** The rows that say something; what the form does not show of a row stays with it. */
function rowsOf(columns: Columns, rows: Row[], before: unknown[]): unknown[] | null {
  const said = rows.flatMap((row, at) => {
    if (!Object.values(row).some((cell) => cell.trim())) return [];
    const former = before.length === rows.length ? before[at] : undefined;
    const cells = Object.entries(columns).map(([name, kind]) => [name, cellOf(kind, row[name] ?? '')]);
    return [{ ...(typeof former === 'object' && former), ...Object.fromEntries(cells) }];
  });
  return said.length ? said : null;
}

function cellOf(kind: Kind, typed: string): unknown {
  if (!typed.trim()) return null;
  return kind === 'number' ? numberOf(typed) : typed.trim();
}
