/** The limit that a key has of its own. */
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { NumberField } from '~/ui/number-field';
import { numberOf } from '~/ui/typed-number';

export function KeyLimit(field: FieldProps<string>) {
  const { t } = useLingui();
  return (
    <NumberField
      label={t`Límit de peticions per minut`}
      isOptional
      isWhole
      hint={t`Perquè aquesta clau no gasti el límit de totes. Buit vol dir tantes com permet el pla.`}
      {...field}
    />
  );
}

/** The limit of a filled field; null without one. */
export function limitOf(text: string): number | null {
  return numberOf(text) ?? null;
}
