/** A table as a CSV file that spreadsheets of the reader's language open in columns. */
import type { Language } from './language';

export type Cell = string | number | undefined;

/** What a spreadsheet would carry out in place of showing it. */
const FORMULA = /^[=+\-@\t\r]/;

const COMMA = { ca: ',', es: ',', en: '.' } as const;
const SEPARATOR = { ca: ';', es: ';', en: ',' } as const;

function cellText(cell: Cell, locale: Language): string {
  if (typeof cell === 'number') return String(cell).replace('.', COMMA[locale]);
  const text = cell ?? '';
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[";,\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The file, which begins with the mark by which spreadsheets know that it is UTF-8. */
export function tableText(rows: Cell[][], locale: Language): string {
  return `\ufeff${rows.map((cells) => cells.map((cell) => cellText(cell, locale)).join(SEPARATOR[locale])).join('\r\n')}\r\n`;
}
