/** Somebody of the team, or nobody. */
import { useLingui } from '@lingui/react/macro';
import { SelectField } from '~/ui/field';
import { useActorNames } from './actors';
import type { FieldProps } from './use-form';

export function PickPerson(field: FieldProps<string> & { label: string }) {
  const { t } = useLingui();
  const { data: names } = useActorNames();
  const people = [...(names ?? [])].filter(([id]) => id.startsWith('usr_')).map(([value, label]) => ({ value, label }));
  const former = field.value && !people.some(({ value }) => value === field.value) ? [{ value: field.value, label: '…' }] : [];
  return <SelectField {...field} options={[{ value: '', label: t`Ningú` }, ...former, ...people]} />;
}
