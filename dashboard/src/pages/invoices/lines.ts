/** The lines of a draft as a form has them, and as the API takes them. */
import type { Invoice, LineItem } from '@bivelio/sdk';
import { numberOf, valueOf } from '~/ui/typed-number';

export interface LineValues {
  description: string;
  quantity: string;
  unit_price: string;
  /** A rate of IVA in percent, or the category of what has none. */
  tax_rate: string;
  discount_percent: string;
  /** Of an exempt line: its cause, of AEAT's list L10; empty for the usual one. */
  exemption_cause: string;
  /** What the form does not show: the unit, the code of an article, a reason in words. */
  kept?: Partial<LineItem>;
}

export const RATES = ['21', '10', '4', '0'] as const;
/** The categories of lines without IVA that the form has. */
export const WITHOUT_TAX = ['exempt', 'reverse_charge', 'intra_eu', 'export', 'not_subject', 'outside_territory'] as const;
export const EXEMPTION_CAUSES = ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'] as const;
/** Recargo de equivalencia by the rate of IVA (Ley 37/1992, article 161). */
const RECARGOS: Record<string, string> = { '21': '5.2', '10': '1.4', '4': '0.5', '0': '0' };
const KEPT = ['exemption_reason', 'recargo_rate', 'unit', 'item_code', 'product_id', 'kind', 'purchase_price'] as const;

export const EMPTY_LINE: LineValues = { description: '', quantity: '1', unit_price: '', tax_rate: '21', discount_percent: '', exemption_cause: '' };

const shown = (value: number | string | undefined) => (value === undefined ? '' : valueOf(Number(value)));

/** Whether what a line has in place of a rate is a category. */
export const isWithoutTax = (tax: string): tax is (typeof WITHOUT_TAX)[number] => (WITHOUT_TAX as readonly string[]).includes(tax);

/** The lines of an invoice as the form has them. */
export function linesOf(invoice: Invoice): LineValues[] {
  return invoice.line_items.map((line) => {
    const { tax_category: category = '', exemption_cause = '' } = line;
    const kept = Object.fromEntries(KEPT.filter((name) => line[name as keyof typeof line] !== undefined).map((name) => [name, line[name as keyof typeof line]]));
    return {
      description: line.description,
      quantity: shown(line.quantity),
      unit_price: shown(line.unit_price),
      tax_rate: isWithoutTax(category) ? category : String(line.tax_rate),
      discount_percent: shown(line.discount_percent),
      exemption_cause,
      kept: kept as Partial<LineItem>,
    };
  });
}

/** Whether a line of an invoice has recargo de equivalencia. */
export const hasRecargo = (lines: LineValues[]) => lines.some(({ kept }) => kept?.recargo_rate !== undefined && kept.recargo_rate !== null);

/** The lines as the API takes them, with recargo de equivalencia or without; by default as they came. */
export function lineItemsOf(lines: LineValues[], isWithRecargo = hasRecargo(lines)): LineItem[] {
  return lines.map(({ description, quantity, unit_price, tax_rate: tax, discount_percent, exemption_cause, kept = {} }) => {
    const { recargo_rate: former, exemption_reason: reason, ...others } = kept;
    const recargo = isWithRecargo && !isWithoutTax(tax) ? (former ?? RECARGOS[tax]) : undefined;
    return {
      ...others,
      description: description.trim(),
      quantity,
      unit_price,
      ...(isWithoutTax(tax)
        ? { tax_category: tax, ...(exemption_cause && tax === 'exempt' && { exemption_cause: exemption_cause as 'E1' }), ...(reason && { exemption_reason: reason }) }
        : { tax_rate: tax }),
      ...(recargo !== undefined && { recargo_rate: recargo }),
      ...(discount_percent && { discount_percent }),
    };
  });
}

/** The line with another tax: what went with the former one goes. */
export function taxed(line: LineValues, tax: string): LineValues {
  const { recargo_rate: _recargo, exemption_reason: _reason, ...kept } = line.kept ?? {};
  return { ...line, tax_rate: tax, exemption_cause: '', kept };
}

/** Whether the lines are filled in, so that the API can say what they come to. */
export function areComplete(lines: LineValues[]): boolean {
  return lines.every(({ description, quantity, unit_price, discount_percent }) => {
    const isRead = numberOf(quantity) !== undefined && numberOf(unit_price) !== undefined;
    return description.trim() !== '' && isRead && (discount_percent === '' || numberOf(discount_percent) !== undefined);
  });
}

/** The sum of the lines without taxes: what the person sees while typing. The API rounds and adds the taxes. */
export function sumOf(lines: LineValues[]): number {
  return lines.reduce((sum, { quantity, unit_price, discount_percent }) => {
    const [count = 0, price = 0] = [numberOf(quantity), numberOf(unit_price)];
    return sum + count * price * (1 - (numberOf(discount_percent) ?? 0) / 100);
  }, 0);
}
