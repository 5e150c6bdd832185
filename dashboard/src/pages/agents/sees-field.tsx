/** What an agent sees of the contact with whom it talks: the fields that are marked, and nothing else. */
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { useRead } from '~/app/use-read';
import { CheckField } from '~/ui/field';

const CUSTOM = 'custom_fields.';
const MOST = 100;

export function SeesField(field: FieldProps<string[]>) {
  const { t } = useLingui();
  const defined = useRead(['contacts.fieldsList', 'sees'], async (client) => (await client.contacts.fieldsList({ per_page: MOST })).items);
  const own: Record<string, string> = {
    name: t`Nom complet`,
    first_name: t`Nom de pila`,
    email: t`Correu electrònic`,
    phone: t`Telèfon`,
    language: t`Llengua`,
    job_title: t`Càrrec`,
    tags: t`Etiquetes`,
    birthday: t`Aniversari`,
    address: t`Adreça`,
  };
  const labels: Record<string, string> = { ...own, ...Object.fromEntries((defined.data ?? []).map(({ name, label }) => [CUSTOM + name, label])) };
  const all = [...new Set([...Object.keys(labels), ...field.value])];
  return (
    <CheckField
      label={t`Què veu del contacte amb qui parla`}
      isOptional
      isInARow
      hint={t`En una conversa. La resta de la fitxa no surt d’aquí.`}
      {...field}
      options={all.map((name) => ({ value: name, label: labels[name] ?? name.replace(CUSTOM, '') }))}
    />
  );
}
