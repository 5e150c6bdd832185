/** The rows of e-mail addresses, phones and postal addresses in the forms of the record. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useId } from 'react';
import { language } from '~/app/language';
import { Button, IconButton } from '~/ui/button';
import { countries } from '~/ui/countries';
import { SelectField, TextField } from '~/ui/field';
import { Beside } from '~/ui/page';
import type { Fill } from './editable';
import { another, NO_ADDRESS, type Postal, type PostalValues, type ReachKind, type ReachValues, TEXT, without } from './reach';
import styles from './record.module.css';

export function ReachRows({ form, kind }: { form: Fill<ReachValues>; kind: ReachKind }) {
  const { t } = useLingui();
  const radio = useId();
  const { value: rows, onChange } = form.field('rows', kind);
  const put = (at: number, changes: object) => onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)));
  const isMail = kind === 'emails';
  return (
    <>
      {rows.map(({ text, label, isPrimary }, at) => (
        <div key={at} className={styles.reached}>
          <TextField
            label={isMail ? t`Adreça electrònica` : t`Número`}
            type={isMail ? 'email' : 'tel'}
            autoComplete="off"
            name={`${kind}-${at}`}
            value={text}
            onChange={(next) => put(at, { text: next })}
            error={form.field('rows', `${kind}[${at}].${TEXT[kind]}`).error}
          />
          <TextField
            label={t`De què és`}
            placeholder={isMail ? t`feina, casa` : t`oficina, mòbil`}
            autoComplete="off"
            name={`${kind}-label-${at}`}
            value={label}
            onChange={(next) => put(at, { label: next })}
            error={form.field('rows', `${kind}[${at}].label`).error}
          />
          <label className={styles.primary}>
            <input type="radio" name={radio} checked={isPrimary} onChange={() => onChange(rows.map((row, index) => ({ ...row, isPrimary: index === at })))} />
            <Trans>principal</Trans>
          </label>
          <IconButton icon={Trash2} label={isMail ? t`Treu l’adreça ${text}` : t`Treu el número ${text}`} onClick={() => onChange(without(rows, at))} />
        </div>
      ))}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => onChange(another(rows))}>
          {isMail ? <Trans>Afegeix una adreça electrònica</Trans> : <Trans>Afegeix un telèfon</Trans>}
        </Button>
      </div>
    </>
  );
}

export function PostalRows({ form }: { form: Fill<PostalValues> }) {
  const { t } = useLingui();
  const { value: rows, onChange } = form.field('rows', 'addresses');
  const put = (at: number, changes: Partial<Postal>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)));
  const part = (at: number, name: keyof Postal) => ({
    name: `${name}-${at}`,
    autoComplete: 'off',
    value: rows[at]?.[name] ?? '',
    onChange: (next: string) => put(at, { [name]: next }),
    error: form.field('rows', `addresses[${at}].${name}`).error,
  });
  return (
    <>
      {rows.map((_, at) => (
        <fieldset key={at} className={styles.postal}>
          <legend>{at === 0 ? <Trans>La de les factures</Trans> : <Trans>Una altra adreça</Trans>}</legend>
          <TextField label={t`Carrer i número`} {...part(at, 'street')} />
          <Beside>
            <TextField label={t`Codi postal`} {...part(at, 'postal_code')} />
            <TextField label={t`Població`} {...part(at, 'city')} />
          </Beside>
          <Beside>
            <TextField label={t`Província`} isOptional {...part(at, 'province')} />
            <SelectField label={t`País`} options={countries(language())} {...part(at, 'country')} />
          </Beside>
          <Beside>
            <TextField label={t`De què és`} isOptional placeholder={t`oficina, magatzem`} {...part(at, 'label')} />
            <div className={styles.end}>
              <Button look="quiet" icon={Trash2} onClick={() => onChange(rows.filter((_one, index) => index !== at))}>
                <Trans>Treu l’adreça</Trans>
              </Button>
            </div>
          </Beside>
        </fieldset>
      ))}
      <div>
        <Button look="quiet" icon={Plus} onClick={() => onChange([...rows, NO_ADDRESS])}>
          <Trans>Afegeix una adreça</Trans>
        </Button>
      </div>
    </>
  );
}
