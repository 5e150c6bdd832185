/** The lines of a draft as a form has them, and as the API takes them. */
import type { Invoice, LineItem } from '@bivelio/sdk';
import { numberOf, valueOf } from '~/ui/typed-number';

export interface LineValues {
  description: string;
  quantity: string;
  unit_price: string;
  tax_rate: string;
  discount_percent: string;
  /** What the form does not show: categories, causes, recargo. */
  kept?: Partial<LineItem>;
}

export const RATES = ['21', '10', '4', '0'] as const;
export const EMPTY_LINE: LineValues = { description: '', quantity: '1', unit_price: '', tax_rate: '21', discount_percent: '' };

const shown = (value: number | string | undefined) => (value === undefined ? '' : valueOf(Number(value)));

/** The lines of an invoice as the form has them. */
export function linesOf(invoice: Invoice): LineValues[] {
  return invoice.line_items.map(({ description, quantity, unit_price, tax_rate, discount_percent, ...others }) => {
    const { tax_category, exemption_cause, exemption_reason, recargo_rate } = others;
    const kept = Object.fromEntries(
      Object.entries({ tax_category, exemption_cause, exemption_reason, recargo_rate }).filter(([, value]) => value !== undefined),
    ) as Partial<LineItem>;
    return {
      description,
      quantity: shown(quantity),
      unit_price: shown(unit_price),
      tax_rate: String(tax_rate),
      discount_percent: shown(discount_percent),
      kept,
    };
  });
}

/** The lines as the API takes them. */
export function lineItemsOf(lines: LineValues[]): LineItem[] {
  return lines.map(({ description, quantity, unit_price, tax_rate, discount_percent, kept = {} }) => ({
    ...kept,
    description: description.trim(),
    quantity,
    unit_price,
    tax_rate,
    ...(discount_percent && { discount_percent }),
  }));
}

/** The sum of the lines without taxes: what the person sees while typing. The API rounds and adds the taxes. */
export function sumOf(lines: LineValues[]): number {
  return lines.reduce((sum, { quantity, unit_price, discount_percent }) => {
    const [count = 0, price = 0] = [numberOf(quantity), numberOf(unit_price)];
    return sum + count * price * (1 - (numberOf(discount_percent) ?? 0) / 100);
  }, 0);
}
