/** The tax number and the address of a contact as forms have them, and as the API takes them. */
import type { Contact, NewAddress, NewTaxId } from '@bivelio/sdk';
import { HOME } from '~/ui/countries';

export type TaxType = NonNullable<NewTaxId['type']>;

const PARTS = ['street', 'postal_code', 'city', 'province'] as const;

export interface FiscalValues {
  tax_number: string;
  tax_country: string;
  /** Empty for what the country and the kind of contact make it. */
  tax_type: TaxType | '';
  street: string;
  postal_code: string;
  city: string;
  province: string;
  country: string;
}

export const NO_FISCAL: FiscalValues = { tax_number: '', tax_country: HOME, tax_type: '', street: '', postal_code: '', city: '', province: '', country: HOME };

/** The fields in which they are sent. */
export interface Fiscal {
  tax_id: NewTaxId | null;
  addresses: NewAddress[];
}

/** What a form shows of a contact: its number, and the address of invoices, which is the first. */
export function fiscalOf({ tax_id, addresses = [] }: Pick<Contact, 'tax_id' | 'addresses'>): FiscalValues {
  const [primary] = addresses;
  const parts = Object.fromEntries(PARTS.map((part) => [part, primary?.[part] ?? '']));
  return {
    ...NO_FISCAL,
    ...parts,
    country: primary?.country ?? HOME,
    tax_number: tax_id?.number ?? '',
    tax_country: tax_id?.country ?? HOME,
    tax_type: (tax_id?.type as TaxType | undefined) ?? '',
  };
}

/** What is sent of a form. Of a contact that has several addresses, the others stay. */
export function fiscalFields(values: FiscalValues, before?: Pick<Contact, 'addresses'>): Fiscal {
  const [former, ...others] = before?.addresses ?? [];
  const parts = PARTS.map((part) => [part, values[part].trim()] as const).filter(([, text]) => text);
  const primary = { ...(former?.label && { label: former.label }), ...Object.fromEntries(parts), country: values.country, is_primary: true };
  return {
    tax_id: values.tax_number.trim()
      ? { number: values.tax_number.trim(), country: values.tax_country, ...(values.tax_type && { type: values.tax_type }) }
      : null,
    addresses: [...(parts.length ? [primary] : []), ...others],
  };
}

/** The kinds of number that a country has; the first is the usual one. */
export function taxTypesOf(country: string): TaxType[] {
  return country === HOME ? ['nif', 'passport', 'unregistered'] : ['eu_vat', 'national_id', 'passport', 'residence_certificate', 'other'];
}

/** An address on one line. */
export function addressLine({ street, postal_code, city, province }: NewAddress): string {
  return [street, [postal_code, city].filter(Boolean).join(' '), province !== city && province].filter(Boolean).join(', ');
}

/** A number with its country, where that is not here. */
export function taxIdLine(tax_id: Pick<NewTaxId, 'number' | 'country'> | null | undefined): string | undefined {
  return tax_id ? [tax_id.number, tax_id.country !== HOME && `(${tax_id.country})`].filter(Boolean).join(' ') : undefined;
}
