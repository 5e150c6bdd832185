/** What a secret key may do: one level for everything, or a level for each resource. */
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { RadioField } from '~/ui/field';
import styles from './keys.module.css';
import { type Access, type Chosen, type Level, LEVELS, RESOURCES } from './scopes';

export function ScopeChoice({ access, chosen }: { access: FieldProps<Access>; chosen: FieldProps<Chosen> }) {
  const { t } = useLingui();
  return (
    <>
      <RadioField
        label={t`Permisos`}
        {...access}
        options={[
          { value: 'read', label: t`Llegir-ho tot`, hint: 'read' },
          { value: 'write', label: t`Llegir i escriure`, hint: 'write' },
          { value: 'admin', label: t`Tot, també webhooks, connexions i secrets`, hint: 'admin' },
          { value: 'some', label: t`Només alguns recursos`, hint: t`El més segur: el que el programa necessita, i prou.` },
        ]}
      />
      {access.value === 'some' && <Levels {...chosen} />}
    </>
  );
}

function Levels({ value, onChange }: FieldProps<Chosen>) {
  const { t } = useLingui();
  const names: Record<Level, string> = { read: t`llegir`, write: t`escriure`, admin: t`administrar` };
  const choose = (resource: string, level: string) => {
    const { [resource]: _, ...others } = value;
    onChange(level ? { ...others, [resource]: level as Level } : others);
  };
  return (
    <div className={styles.levels} role="group" aria-label={t`Permisos per recurs`}>
      {RESOURCES.map((resource) => (
        <div key={resource} className={styles.level}>
          <code>{resource}</code>
          <select aria-label={resource} value={value[resource] ?? ''} onChange={(event) => choose(resource, event.target.value)}>
            <option value="">{t`res`}</option>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {names[level]}
              </option>
            ))}
          </select>
        </div>
      ))}
    </div>
  );
}
