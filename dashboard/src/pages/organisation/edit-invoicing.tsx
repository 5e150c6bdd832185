/** The form of the invoicing settings. Empty fields that may be absent are cleared. */
import type { Settings, UpdateSettings } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { ImageUp } from 'lucide-react';
import type { Language } from '~/app/language';
import { LANGUAGES, NAMES } from '~/app/language';
import { useForm } from '~/app/use-form';
import { Button } from '~/ui/button';
import { SelectField, TextField } from '~/ui/field';
import { FileChoice } from '~/ui/file-choice';
import { Form, FormActions } from '~/ui/form';
import { NumberField } from '~/ui/number-field';
import { toastError } from '~/ui/toast';
import { changesOf, type InvoicingValues, valuesOf } from './invoicing-values';
import styles from './organisation.module.css';

interface EditInvoicingProps {
  of: Settings;
  onClose: () => void;
  onSaved?: () => void;
}

export function EditInvoicing({ of: one, onClose, onSaved = onClose }: EditInvoicingProps) {
  const { t } = useLingui();
  const form = useForm(valuesOf(one), (client, values) => client.invoices.settingsUpdate(changesOf(values) as UpdateSettings), {
    again: ['invoices.settingsGet', 'organisation.get'],
    done: t`S’han desat els canvis.`,
    onDone: onSaved,
  });
  return (
    <Form form={form} label={t`Dades de facturació`}>
      <div className={styles.two}>
        <TextField label={t`Raó social`} {...form.field('legal_name')} />
        <TextField label={t`Nom comercial`} isOptional {...form.field('trade_name')} />
        <TextField label={t`NIF`} autoComplete="off" {...form.field('nif')} />
      </div>
      <TextField label={t`Carrer i número`} {...form.field('street', 'address.street')} />
      <div className={styles.two}>
        <TextField label={t`Codi postal`} {...form.field('postal_code', 'address.postal_code')} />
        <TextField label={t`Població`} {...form.field('city', 'address.city')} />
        <TextField label={t`Província`} isOptional {...form.field('province', 'address.province')} />
        <TextField label={t`País`} hint={t`Dues lletres: ES, AD, FR.`} maxLength={2} {...form.field('country', 'address.country')} />
      </div>
      <div className={styles.two}>
        <TextField label={t`Correu electrònic`} type="email" isOptional {...form.field('email')} />
        <TextField label={t`Telèfon`} type="tel" isOptional {...form.field('phone')} />
        <TextField label={t`Pàgina web`} isOptional {...form.field('website')} />
      </div>
      <TextField label={t`Registre mercantil`} isOptional {...form.field('registration')} />
      <div className={styles.two}>
        <TextField label={t`IBAN`} isOptional autoComplete="off" {...form.field('iban')} />
        <TextField label={t`BIC`} isOptional autoComplete="off" {...form.field('bic')} />
        <NumberField label={t`Venciment, en dies`} isWhole {...form.field('terms_days')} />
      </div>
      <div className={styles.two}>
        <NumberField label={t`IVA, en %`} {...form.field('tax_rate')} />
        <NumberField label={t`IRPF, en %`} isOptional {...form.field('irpf_rate')} />
        <TextField label={t`Sèrie`} {...form.field('series')} />
        <TextField label={t`Sèrie de rectificatives`} {...form.field('rectification_series')} />
      </div>
      <NumberField
        label={t`Límit dels assistents`}
        hint={t`Fins a quin import un assistent (Claude, ChatGPT, Copilot) pot emetre o anul·lar una factura si li dius que sí. Per sobre, es fa aquí. Si ho deixes buit, 3.000.`}
        isOptional
        {...form.field('assistant_limit')}
      />
      <SelectField<Language>
        label={t`Llengua de les factures`}
        {...form.field('language')}
        options={LANGUAGES.map((value) => ({ value, label: NAMES[value] }))}
      />
      <Logo value={form.values.logo} hasOne={one.has_logo} onChange={(logo) => form.setValues({ ...form.values, logo })} />
      <FormActions form={form} onCancel={onClose}>
        <Trans>Desa</Trans>
      </FormActions>
    </Form>
  );
}

interface LogoProps {
  /** Base64 of the new one, null for none, undefined for the one there is. */
  value: InvoicingValues['logo'];
  hasOne: boolean;
  onChange: (logo: string | null) => void;
}

function Logo({ value, hasOne, onChange }: LogoProps) {
  const choose = (file: File) => void base64Of(file).then(onChange, toastError);
  return (
    <div className={styles.logo}>
      <FileChoice icon={ImageUp} accept="image/png,image/jpeg" onChoose={choose}>
        <Trans>Tria un logotip</Trans>
      </FileChoice>
      {(value || (value === undefined && hasOne)) && (
        <Button look="quiet" onClick={() => onChange(null)}>
          <Trans>Treu el logotip</Trans>
        </Button>
      )}
      <span className="quiet" role="status">
        {value ? <Trans>Es desarà el que has triat.</Trans> : <Trans>PNG o JPEG, fins a 1 MB.</Trans>}
      </span>
    </div>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
