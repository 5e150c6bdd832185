/** The invoicing settings as a form has them: text in every field, numbers as values of `NumberField`. */
import type { Settings } from '@bivelio/sdk';
import type { Language } from '~/app/language';
import { numberOf, valueOf } from '~/ui/typed-number';

const TEXTS = ['legal_name', 'nif', 'series', 'rectification_series'] as const;
const MAY_BE_ABSENT = ['trade_name', 'email', 'phone', 'website', 'registration', 'iban', 'bic'] as const;
const ADDRESS = ['street', 'postal_code', 'city', 'province', 'country'] as const;

/** The country of who has no address yet. It is sent with the rest of one alone. */
const HOME = 'ES';

type Text = (typeof TEXTS)[number] | (typeof MAY_BE_ABSENT)[number] | (typeof ADDRESS)[number];

export interface InvoicingValues extends Record<Text, string>, Record<string, unknown> {
  terms_days: string;
  tax_rate: string;
  irpf_rate: string;
  assistant_limit: string;
  language: Language;
  /** Base64 of a new one, null for none, undefined when it stays. */
  logo: string | null | undefined;
}

/** The values of a form. */
export function valuesOf(one: Settings): InvoicingValues {
  const texts = [...TEXTS, ...MAY_BE_ABSENT].map((name) => [name, one[name] ?? '']);
  const address = ADDRESS.map((name) => [name, one.address?.[name] ?? (name === 'country' && !one.address ? HOME : '')]);
  return {
    ...(Object.fromEntries([...texts, ...address]) as Record<Text, string>),
    terms_days: String(one.terms_days),
    tax_rate: valueOf(one.tax_rate),
    irpf_rate: one.irpf_rate === undefined ? '' : valueOf(one.irpf_rate),
    assistant_limit: one.assistant_limit === undefined ? '' : valueOf(one.assistant_limit),
    language: one.language as Language,
    logo: undefined,
  };
}

/** What the API gets of a form. An address is sent once anything of it is filled in; what is wrong with it, the API says. */
export function changesOf(values: InvoicingValues): Record<string, unknown> {
  const filled = (name: Text) => values[name].trim();
  const address = Object.fromEntries(ADDRESS.filter(filled).map((name) => [name, name === 'country' ? filled(name).toUpperCase() : filled(name)]));
  const { postal_code: _code, country: _country, ...named } = address;
  return {
    ...Object.fromEntries(TEXTS.filter(filled).map((name) => [name, filled(name)])),
    ...Object.fromEntries(MAY_BE_ABSENT.map((name) => [name, filled(name) || null])),
    ...(Object.keys(named).length > 0 && { address }),
    terms_days: numberOf(values.terms_days) ?? null,
    tax_rate: values.tax_rate,
    irpf_rate: values.irpf_rate || null,
    assistant_limit: values.assistant_limit || null,
    language: values.language,
    ...(values.logo !== undefined && { logo: values.logo }),
  };
}
