/** What is known of a contact, in groups; each field is changed where it stands. */
import type { Contact, ContactAddress } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ActorLink } from '~/app/actor-link';
import { language } from '~/app/language';
import { PickPerson } from '~/app/pick-person';
import { ThingLink } from '~/app/thing-link';
import type { FieldProps } from '~/app/use-form';
import { Chips } from '~/ui/chips';
import { CopyButton } from '~/ui/copy-button';
import { countryName, HOME } from '~/ui/countries';
import { Email } from '~/ui/email';
import { TextArea, TextField } from '~/ui/field';
import { safeUrl } from '~/ui/links';
import { Beside, Section } from '~/ui/page';
import { When } from '~/ui/when';
import { CustomFields } from './contact-fields';
import { PickContact } from './contact-picker';
import { Editable, Plain } from './editable';
import { addressLine, taxIdLine } from './fiscal';
import { TaxIdFields } from './fiscal-fields';
import { postalChanges, postalOf, reachChanges, reachOf } from './reach';
import { PostalRows, ReachRows } from './reach-rows';
import styles from './record.module.css';

export function RecordFacts({ of: contact }: { of: Contact }) {
  const { t } = useLingui();
  const isPerson = contact.type === 'person';
  return (
    <>
      <Section title={t`Dades`}>
        <dl className={styles.facts}>
          <Plain of={contact} at="name" label={isPerson ? t`Nom i cognoms` : t`Nom o raó social`} shown={contact.name}>
            {({ field }) => <NameFields field={field} isPerson={isPerson} />}
          </Plain>
          {isPerson && <Person of={contact} />}
          <Editable
            of={contact}
            at="emails"
            label={t`Correu electrònic`}
            shown={lines(contact.emails.map(({ address, label }) => [<Email address={address} />, label]))}
            valuesOf={(one) => reachOf('emails', one)}
            changesOf={(before, values) => reachChanges('emails', before, values)}
          >
            {(form) => <ReachRows form={form} kind="emails" />}
          </Editable>
          <Editable
            of={contact}
            at="phones"
            label={t`Telèfon`}
            shown={lines(contact.phones.map(({ number, e164, label }) => [<a href={`tel:${e164}`}>{number}</a>, label]))}
            valuesOf={(one) => reachOf('phones', one)}
            changesOf={(before, values) => reachChanges('phones', before, values)}
          >
            {(form) => <ReachRows form={form} kind="phones" />}
          </Editable>
          <Plain of={contact} at="websites" label={t`Web`} shown={lines((contact.websites ?? []).map((one) => [<WebSite at={one} />]))}>
            {({ field }) => <TextArea label={t`Web`} hint={t`Una adreça a cada línia.`} rows={2} {...field('websites')} />}
          </Plain>
          <Plain of={contact} at="language" label={t`Idioma`} shown={contact.language}>
            {({ field }) => <TextField label={t`Idioma`} hint={t`Un codi: ca, es, en.`} autoComplete="off" {...field('language')} />}
          </Plain>
        </dl>
      </Section>
      <Section title={t`Dades fiscals`}>
        <dl className={styles.facts}>
          <Plain of={contact} at="tax_id" label={t`NIF`} shown={taxIdLine(contact.tax_id)}>
            {({ field }) => <TaxIdFields field={field as (name: string, at: string) => FieldProps<string>} isOptional={false} />}
          </Plain>
          <Editable
            of={contact}
            at="addresses"
            label={t`Adreça`}
            shown={lines((contact.addresses ?? []).map((one) => [<Address of={one} />, one.label]))}
            valuesOf={postalOf}
            changesOf={postalChanges}
          >
            {(form) => <PostalRows form={form} />}
          </Editable>
        </dl>
      </Section>
      <Section title={t`A la teva organització`}>
        <dl className={styles.facts}>
          <Plain of={contact} at="owner_id" label={t`Responsable`} shown={contact.owner_id && <ActorLink kind="user" id={contact.owner_id} />}>
            {({ field }) => <PickPerson label={t`Responsable`} {...field('owner_id')} />}
          </Plain>
          <Plain of={contact} at="tags" label={t`Etiquetes`} shown={contact.tags.length > 0 && <Chips words={contact.tags} />}>
            {({ field }) => <TextField label={t`Etiquetes`} hint={t`Separades per comes.`} autoComplete="off" {...field('tags')} />}
          </Plain>
          <Plain of={contact} at="custom_fields" label={t`Camps propis`} shown={lines(Object.entries(contact.custom_fields).map(([name, value]) => [<OwnField name={name} value={value} />]))}>
            {({ field }) => <CustomFields {...field('custom', 'custom_fields')} />}
          </Plain>
          <Fact label={t`Creat`} shown={<When at={contact.created_at} as="moment" />} />
          <Fact label={t`Modificat`} shown={<When at={contact.updated_at} as="moment" />} />
          <Fact
            label={t`Identificador`}
            shown={
              <>
                <code>{contact.id}</code> <CopyButton text={contact.id} label={t`Copia l’identificador`} />
              </>
            }
          />
        </dl>
      </Section>
    </>
  );
}

type Field = (name: 'name' | 'first_name' | 'last_name') => FieldProps<string>;

function NameFields({ field, isPerson }: { field: Field; isPerson: boolean }) {
  const { t } = useLingui();
  return (
    <>
      <TextField label={isPerson ? t`Nom i cognoms` : t`Nom o raó social`} autoComplete="off" {...field('name')} />
      {isPerson && (
        <Beside>
          <TextField label={t`Nom de pila`} isOptional autoComplete="off" {...field('first_name')} />
          <TextField label={t`Cognoms`} isOptional autoComplete="off" {...field('last_name')} />
        </Beside>
      )}
    </>
  );
}

/** What people have and companies have not. */
function Person({ of: contact }: { of: Contact }) {
  const { t } = useLingui();
  return (
    <>
      <Plain of={contact} at="job_title" label={t`Càrrec`} shown={contact.job_title}>
        {({ field }) => <TextField label={t`Càrrec`} autoComplete="off" {...field('job_title')} />}
      </Plain>
      <Plain of={contact} at="company_id" label={t`Empresa`} shown={contact.company_id && <ThingLink id={contact.company_id} />}>
        {({ field }) => <PickContact label={t`Empresa`} type="company" {...field('company_id')} />}
      </Plain>
      <Plain of={contact} at="birthday" label={t`Aniversari`} shown={contact.birthday}>
        {({ field }) => <TextField label={t`Aniversari`} hint={t`1985-03-15, o sense l’any --03-15.`} autoComplete="off" {...field('birthday')} />}
      </Plain>
    </>
  );
}

function Fact({ label, shown }: { label: string; shown: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{shown}</dd>
    </div>
  );
}

/** One below the other, each with what it is called; nothing where there is none. */
function lines(rows: [value: ReactNode, label?: string][]): ReactNode {
  if (!rows.length) return undefined;
  return (
    <ul className={styles.lines}>
      {rows.map(([value, label], at) => (
        <li key={at}>
          {value} {label && <small className="quiet">{label}</small>}
        </li>
      ))}
    </ul>
  );
}

function OwnField({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <span className="quiet">{name}:</span> {typeof value === 'string' ? value : <code>{JSON.stringify(value)}</code>}
    </>
  );
}

function Address({ of: one }: { of: ContactAddress }) {
  const country = one.country === HOME ? [] : [countryName(one.country, language())];
  return <>{[addressLine(one), ...country].join(', ')}</>;
}

function WebSite({ at }: { at: string }) {
  const href = safeUrl(at);
  if (!href) return at;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {at}
    </a>
  );
}
