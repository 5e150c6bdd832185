/** What a secret key may do: one level for everything, or a level for each resource; a template fills it in. */
import { useLingui } from '@lingui/react/macro';
import type { FieldProps } from '~/app/use-form';
import { RadioField, SelectField } from '~/ui/field';
import styles from './keys.module.css';
import { useLevelNames, useResourceNames } from './scope-words';
import { type Access, type Chosen, type Level, LEVELS, RESOURCES } from './scopes';
import { TEMPLATES, type TemplateName, templateOf } from './templates';

export function ScopeChoice({ access, chosen }: { access: FieldProps<Access>; chosen: FieldProps<Chosen> }) {
  const { t } = useLingui();
  return (
    <>
      <TemplateField access={access} chosen={chosen} />
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

function TemplateField({ access, chosen }: { access: FieldProps<Access>; chosen: FieldProps<Chosen> }) {
  const { t } = useLingui();
  const names: Record<TemplateName, string> = {
    reader: t`Només llegir`,
    shop: t`Botiga en línia: contactes, factures i preus`,
    accounting: t`Comptabilitat: factures, documents i preus`,
    site: t`Formularis del web: contactes, casos i reserves`,
    support: t`Atenció al client: missatges, casos i coneixement`,
    automation: t`Automatització: fluxos, contactes i esdeveniments`,
    watch: t`Vigilància: peticions, ús i esdeveniments`,
  };
  const take = (name: TemplateName | '') => {
    if (!name) return;
    access.onChange(TEMPLATES[name].access);
    chosen.onChange(TEMPLATES[name].chosen);
  };
  return (
    <SelectField
      label={t`Per a què és`}
      hint={t`Omple els permisos de sota, que després pots canviar.`}
      name="template"
      value={templateOf(access.value, chosen.value) ?? ''}
      error={undefined}
      onChange={take}
      options={[{ value: '', label: t`Una altra cosa` }, ...(Object.keys(TEMPLATES) as TemplateName[]).map((value) => ({ value, label: names[value] }))]}
    />
  );
}

function Levels({ value, onChange }: FieldProps<Chosen>) {
  const { t, i18n } = useLingui();
  const resources = useResourceNames();
  const levels = useLevelNames();
  const choose = (resource: string, level: string) => {
    const { [resource]: _, ...others } = value;
    onChange(level ? { ...others, [resource]: level as Level } : others);
  };
  const nameOf = (resource: string) => resources[resource] ?? resource;
  const sorted = [...RESOURCES].sort((one, other) => nameOf(one).localeCompare(nameOf(other), i18n.locale));
  return (
    <div className={styles.levels} role="group" aria-label={t`Permisos per recurs`}>
      {sorted.map((resource) => (
        <label key={resource} className={styles.level}>
          <span>
            {nameOf(resource)} <code className="quiet">{resource}</code>
          </span>
          <select aria-label={nameOf(resource)} value={value[resource] ?? ''} onChange={(event) => choose(resource, event.target.value)}>
            <option value="">{t`res`}</option>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {levels[level]}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
