/** The tools that an agent has of the platform: found by a few letters among all that there are, each with when a person decides first. */
import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useState } from 'react';
import { hasWords } from '~/app/plain';
import type { FieldProps } from '~/app/use-form';
import { IconButton } from '~/ui/button';
import { Checkbox, SelectField } from '~/ui/field';
import { NumberField } from '~/ui/number-field';
import { Beside } from '~/ui/page';
import { Picker } from '~/ui/picker';
import styles from './agents.module.css';
import { type Asks, FIRST_LIMIT, type Limit, newTool, type ToolValues } from './grants';
import { isServerTool } from './server-tools';
import { useOwnTools, useToolWords } from './tool-words';

export function ToolsField({ name, value, onChange, error }: FieldProps<ToolValues[]>) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const own = useOwnTools();
  const found = own
    .filter((one) => !value.some((tool) => tool.name === one.name) && hasWords(`${one.words.title} ${one.words.area} ${one.name}`, typed))
    .map(({ name: tool, words: { title, area, may } }) => ({ value: tool, label: title, hint: may, group: area }));
  const put = (former: ToolValues, next: ToolValues) => onChange(value.map((tool) => (tool === former ? next : tool)));
  const granted = value.filter((tool) => !isServerTool(tool.name));
  return (
    <div className={styles.tools}>
      <Picker
        label={t`Eines`}
        isOptional
        hint={t`Què pot fer a més de respondre. Escriu unes lletres, i tria’n tantes com calgui.`}
        name={name}
        error={error}
        chosen={undefined}
        onChange={(tool) => onChange([...value, newTool(tool)])}
        onSearch={setTyped}
        found={found}
      />
      {granted.length > 0 && (
        <ul className={styles.granted} aria-label={t`Eines triades`}>
          {granted.map((tool) => (
            <li key={tool.name}>
              <Tool of={tool} onChange={(next) => put(tool, next)} onRemove={() => onChange(value.filter((one) => one !== tool))} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Tool({ of: tool, onChange, onRemove }: { of: ToolValues; onChange: (tool: ToolValues) => void; onRemove: () => void }) {
  const { t } = useLingui();
  const { title, may, changes } = useToolWords()(tool.name);
  const { name, asks, limits } = tool;
  const isAsked = changes || asks !== '';
  return (
    <div role="group" aria-label={title} className={styles.tool}>
      <div className={styles.toolHead}>
        <span>
          <strong>{title}</strong> <small className="quiet">{may}</small>
        </span>
        <IconButton icon={X} label={t`Treu «${title}»`} onClick={onRemove} />
      </div>
      {isAsked ? (
        <SelectField
          label={t`Una persona ho aprova abans`}
          name={`asks-${name}`}
          error={undefined}
          value={asks}
          onChange={(next: Asks) => onChange({ ...tool, asks: next, limits: next === 'over' ? [FIRST_LIMIT] : [] })}
          options={[
            { value: '', label: t`Quan el que canvia no es pot desfer` },
            { value: 'always', label: t`Sempre` },
            { value: 'over', label: t`Per sobre d’una quantitat` },
            { value: 'never', label: t`Mai` },
          ]}
        />
      ) : (
        <small className="quiet">
          <Trans>Només llegeix: no cal que ningú ho aprovi.</Trans>
        </small>
      )}
      {limits.map((limit, at) => (
        <LimitFields key={at} of={limit} name={`limit-${name}-${at}`} onChange={(next) => onChange({ ...tool, limits: limits.with(at, next) })} />
      ))}
      <Checkbox
        label={t`En una conversa, també pot tractar de qui no hi parla`}
        name={`reach-${name}`}
        value={tool.reachesAll}
        onChange={(reachesAll) => onChange({ ...tool, reachesAll })}
      />
    </div>
  );
}

/** What a call may have without being asked about. */
function LimitFields({ of: limit, name, onChange }: { of: Limit; name: string; onChange: (limit: Limit) => void }) {
  const { t } = useLingui();
  const known: Record<string, string> = { total: t`El total`, amount: t`L’import`, quantity: t`La quantitat` };
  return (
    <Beside>
      <SelectField
        label={t`Què es mira`}
        name={`${name}-field`}
        error={undefined}
        value={limit.field}
        onChange={(field) => onChange({ ...limit, field })}
        options={[...new Set([...Object.keys(known), limit.field])].map((field) => ({ value: field, label: known[field] ?? field }))}
      />
      <NumberField label={t`Fins a quant no cal`} name={name} error={undefined} value={limit.most} onChange={(most) => onChange({ ...limit, most })} />
    </Beside>
  );
}
