/**
 * Numbers as people type them. As values they are decimals as the API takes them, `1250.5`, or what is not read yet: the
 * text behind a question mark, which is no number for anybody.
 *
 * A separator with three digits behind it, `1.250`, may stand before decimals or between thousands. It is asked, because a
 * guess would be off by a thousand (ADR 61), but for the comma of languages that write decimals with it: there nobody puts
 * it between thousands. A point is typed for both in every language here, on the number pad and by habit.
 */
import type { Language } from '~/app/language';

export interface NumberOptions {
  /** Whether it has no decimals, as days have none: then `1.250` is a thousand and more. */
  isWhole?: boolean;
}

/** What is written around a number: spaces of all kinds, apostrophes between thousands, and the unit. */
const AROUND = /[\s'’€%]|EUR/g;
const NUMBER = /^(?:\d[\d.,]*|[.,]\d+)$/;
const THOUSANDS = /^[1-9]\d{0,2}(?:\.\d{3})+$|^[1-9]\d{0,2}(?:,\d{3})+$/;
const UNREAD = '?';

/** The character before decimals. */
function pointOf(language: Language): string {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** The values that a text may have, the language's own first: none when it is no number, two when it has to be asked. */
export function readingsOf(text: string, language: Language, { isWhole = false }: NumberOptions = {}): string[] {
  const typed = text.replaceAll(AROUND, '');
  const sign = /^[-−]/.test(typed) ? '-' : '';
  const number = sign ? typed.slice(1) : typed;
  if (!text.trim()) return [''];
  if (!NUMBER.test(number)) return [];
  const [thousands, decimals] = [withoutDecimals(number), withDecimals(number)];
  const found = isWhole ? [thousands ?? (decimals?.includes('.') ? undefined : decimals)] : inOrder(number, pointOf(language), thousands, decimals);
  return [...new Set(found.filter((one) => one !== undefined))].map((one) => (Number(one) ? sign + one : one));
}

type Reading = string | undefined;

function inOrder(number: string, point: string, thousands: Reading, decimals: Reading): Reading[] {
  if (!number.includes(point)) return [thousands, decimals];
  return point === ',' ? [decimals ?? thousands] : [decimals, thousands];
}

/** What a form keeps of a text: its value, or the text as not read. */
export function kept(text: string, language: Language, options: NumberOptions = {}): string {
  const [value, other] = readingsOf(text, language, options);
  return value === undefined || other !== undefined ? UNREAD + text : value;
}

/** The text of what is not read yet; undefined for a value. */
export const unreadText = (value: string) => (value.startsWith(UNREAD) ? value.slice(UNREAD.length) : undefined);

/** A value as it is typed: `1250,5`. */
export const typedAs = (value: string, language: Language) => unreadText(value) ?? value.replace('.', pointOf(language));

/** A value as it is read: `1.250,50 €` with a currency, else `1.250,5`. */
export function shownAs(value: string, language: Language, currency?: string): string {
  const text = unreadText(value) ?? value;
  if (text !== value || !value) return text;
  const money = currency && ({ style: 'currency', currency, minimumFractionDigits: 2 } as const);
  const format = new Intl.NumberFormat(language, { ...money, maximumFractionDigits: 12, useGrouping: 'always' });
  return format.format(value as `${number}`);
}

/** The value of a number, which JavaScript writes with an exponent when it is small. */
export const valueOf = (number: number) => (/e/.test(String(number)) ? number.toFixed(12).replace(/\.?0+$/, '') : String(number));

/** The number of a value, or undefined: of the empty one, and of what is not read. */
export const numberOf = (value: string) => (value === '' || unreadText(value) !== undefined ? undefined : Number(value));

/** The digits of a text whose separators, if any, are all between thousands. */
function withoutDecimals(number: string): string | undefined {
  return /^\d+$/.test(number) || THOUSANDS.test(number) ? plain(number.replaceAll(/[.,]/g, '')) : undefined;
}

/** The decimal of a text whose last separator is before its decimals. */
function withDecimals(number: string): string | undefined {
  const at = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  const [before, after] = at < 0 ? [number, ''] : [number.slice(0, at), number.slice(at + 1)];
  if (at >= 0 && before.includes(number.charAt(at))) return undefined;
  const whole = withoutDecimals(before || '0');
  const decimals = after.replace(/0+$/, '');
  return whole && (decimals ? `${whole}.${decimals}` : whole);
}

const plain = (digits: string) => digits.replace(/^0+(?=\d)/, '');
