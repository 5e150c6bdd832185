/** A phrase in each language. */
import { useLingui } from '@lingui/react/macro';
import { LANGUAGES, type Language, NAMES } from '~/app/language';
import type { FieldProps } from '~/app/use-form';
import { TextArea } from '~/ui/field';
import styles from './front-desk.module.css';

interface PhraseFieldsProps extends FieldProps<Record<Language, string>> {
  label: string;
  hint: string;
}

export function PhraseFields({ label, hint, name, value, onChange, error }: PhraseFieldsProps) {
  const { t } = useLingui();
  return (
    <div className={styles.phrases}>
      {LANGUAGES.map((one, at) => (
        <TextArea
          key={one}
          label={t`${label}: ${NAMES[one]}`}
          isOptional
          rows={2}
          name={`${name}-${one}`}
          lang={one}
          hint={at === 0 ? hint : undefined}
          value={value[one]}
          onChange={(text) => onChange({ ...value, [one]: text })}
          error={at === 0 ? error : undefined}
        />
      ))}
    </div>
  );
}
