/** When a key expires, as the forms have it. */
import { useLingui } from '@lingui/react/macro';
import type { Option } from '~/ui/field';

export type Expiry = 'never' | '30' | '90' | '365';

const DAY = 86_400_000;

export function useExpiries(): Option<Expiry>[] {
  const { t } = useLingui();
  return [
    { value: 'never', label: t`No caduca` },
    { value: '30', label: t`D’aquí a 30 dies` },
    { value: '90', label: t`D’aquí a 90 dies` },
    { value: '365', label: t`D’aquí a un any` },
  ];
}

/** The instant of a choice; null when it never expires. */
export function expiresAt(expiry: Expiry): string | null {
  return expiry === 'never' ? null : new Date(Date.now() + Number(expiry) * DAY).toISOString();
}
