/** The limit that a key has of its own. */
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { TextField } from '~/ui/field';

export function KeyLimit(field: FieldProps<string>) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`Límit de peticions per minut`}
      isOptional
      type="number"
      inputMode="numeric"
      min={1}
      hint={t`Perquè aquesta clau no gasti el límit de totes. Buit vol dir tantes com permet el pla.`}
      {...field}
    />
  );
}

/** The limit of a filled field; null without one. */
export function limitOf(text: string): number | null {
  return text === '' ? null : Number(text);
}
