/** The field of a time zone: type a city, the zone's name or its hours. */
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo, useState } from 'react';
import type { FieldProps } from '~/app/use-form';
import { type Found, Picker } from '~/ui/picker';
import { type Zone, zoneOf, zones, zonesFor } from './zones';

const MOST = 12;

export function ZoneField({ label, hint, value, onChange, ...field }: FieldProps<string> & { label: ReactNode; hint?: ReactNode }) {
  const { i18n } = useLingui();
  const [typed, setTyped] = useState('');
  const isAsked = typed.trim() !== '';
  const all = useMemo(() => (isAsked ? zones(value || 'Europe/Madrid', i18n.locale) : []), [isAsked, value, i18n.locale]);
  return (
    <Picker
      {...field}
      label={label}
      hint={hint}
      chosen={value ? foundOf(zoneOf(value, i18n.locale)) : undefined}
      onChange={onChange}
      onSearch={setTyped}
      found={zonesFor(typed, all, MOST).map(foundOf)}
    />
  );
}

function foundOf({ id, city, offset, name }: Zone): Found {
  return { value: id, label: city, hint: [offset, name, id].filter(Boolean).join(' · ') };
}
