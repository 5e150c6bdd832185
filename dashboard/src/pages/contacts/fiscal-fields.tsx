/** The fields of a tax number and an address: in the forms of contacts, and where an invoice lacks them. */
import { useLingui } from '@lingui/react/macro';
import { language } from '~/app/language';
import type { FieldProps } from '~/app/use-form';
import { countries } from '~/ui/countries';
import { SelectField, TextField } from '~/ui/field';
import { Beside } from '~/ui/page';
import { type FiscalValues, type TaxType, taxTypesOf } from './fiscal';

interface FiscalFieldsProps {
  field: (name: keyof FiscalValues, at: string) => FieldProps<string>;
  /** Whether they may stay empty. */
  isOptional?: boolean;
}

export function TaxIdFields({ field, isOptional = true }: FiscalFieldsProps) {
  const { t } = useLingui();
  const country = field('tax_country', 'tax_id.country');
  const type = field('tax_type', 'tax_id.type');
  const change = (next: string) => {
    country.onChange(next);
    type.onChange('');
  };
  const isUsual = country.value === 'ES' && (type.value === '' || type.value === 'nif');
  return (
    <>
      <Beside>
        <TextField label={t`NIF`} isOptional={isOptional} autoComplete="off" {...field('tax_number', 'tax_id.number')} />
        <SelectField label={t`País del NIF`} options={countries(language())} {...country} onChange={change} />
      </Beside>
      {!isUsual && <TaxTypeField country={country.value} {...type} />}
    </>
  );
}

/** What kind of number it is, where a country has several in use. */
function TaxTypeField({ country, ...field }: FieldProps<string> & { country: string }) {
  const { t } = useLingui();
  const names: Record<TaxType, string> = {
    nif: t`NIF, NIE o CIF`,
    eu_vat: t`NIF-IVA de la Unió Europea`,
    passport: t`Passaport`,
    national_id: t`Document oficial del país`,
    residence_certificate: t`Certificat de residència`,
    other: t`Un altre document`,
    unregistered: t`Número que l’AEAT no coneix`,
  };
  const options = taxTypesOf(country).map((value) => ({ value: value as string, label: names[value] }));
  return <SelectField label={t`Tipus de número`} options={[{ value: '', label: t`El que correspon al país` }, ...options]} {...field} />;
}

export function AddressFields({ field, isOptional = true }: FiscalFieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <TextField label={t`Carrer i número`} isOptional={isOptional} autoComplete="off" {...field('street', 'addresses[0].street')} />
      <Beside>
        <TextField label={t`Codi postal`} isOptional={isOptional} autoComplete="off" {...field('postal_code', 'addresses[0].postal_code')} />
        <TextField label={t`Població`} isOptional={isOptional} autoComplete="off" {...field('city', 'addresses[0].city')} />
      </Beside>
      <Beside>
        <TextField label={t`Província`} isOptional autoComplete="off" {...field('province', 'addresses[0].province')} />
        <SelectField label={t`País`} options={countries(language())} {...field('country', 'addresses[0].country')} />
      </Beside>
    </>
  );
}
