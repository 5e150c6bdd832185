/** Help with expressions: what this step can read, and the functions, which a click puts where the cursor is. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { language } from '~/app/language';
import { IconButton } from '~/ui/button';
import { SearchFilter, trimmed } from '~/ui/filters';
import FUNCTIONS from '../functions.json';
import { loopsAround, readableFrom, type Placed } from '../logic/definition';
import workflowStyles from '../workflows.module.css';
import styles from './editor.module.css';

interface Props {
  placed: Placed | undefined;
  onInsert: (text: string) => void;
}

// As values: braces in a message would be a place for one.
const OPEN = '{{';
const CLOSE = '}}';

export function ExpressionHelp({ placed, onInsert }: Props) {
  const { t } = useLingui();
  const [wanted, setWanted] = useState<string>();
  const readable = placed ? readableFrom(placed).filter(({ step }) => step.id) : [];
  const values = [
    'input',
    'trigger',
    'run.id',
    'run.started_at',
    'workflow.id',
    ...Array.from({ length: placed ? loopsAround(placed) : 0 }, (_, level) => ['item', 'index'].map((name) => 'outer.'.repeat(level) + name)).flat(),
    ...readable.map(({ step }) => `steps.${step.id}.output`),
  ];
  const word = (wanted ?? '').toLowerCase();
  const spoken = language();
  const functions = FUNCTIONS.filter(({ name, summary, group }) => `${name} ${summary[spoken]} ${group}`.toLowerCase().includes(word));
  return (
    <div className={workflowStyles.stack}>
      <p className="quiet">
        <Trans>
          Entre <code>{OPEN}</code> i <code>{CLOSE}</code>, JMESPath. Els nombres van entre accents oberts, els textos entre cometes simples.
        </Trans>
      </p>
      <h3>{placed ? <Trans>El que pot llegir aquest pas</Trans> : <Trans>El que pot llegir qualsevol pas</Trans>}</h3>
      <div className={styles.chips}>
        {values.map((value) => (
          <button key={value} type="button" onClick={() => onInsert(`{{ ${value} }}`)} aria-label={t`Insereix ${value}`}>
            {value}
          </button>
        ))}
      </div>
      <h3>
        <Trans>Funcions</Trans>
      </h3>
      <SearchFilter label={t`Cerca una funció`} value={wanted ?? ''} onChange={setWanted} read={trimmed} />
      <ul className={styles.help} tabIndex={0} aria-label={t`Funcions`}>
        {functions.map(({ name, signature, summary, examples }) => (
          <li key={name}>
            <div className={styles.signature}>
              <code>{signature}</code>
              <IconButton icon={Plus} label={t`Insereix ${name}`} onClick={() => onInsert(`${name}()`)} />
            </div>
            <p>{summary[spoken]}</p>
            {examples.map(([expression, value]) => (
              <pre key={expression}>
                {expression} = {value}
              </pre>
            ))}
          </li>
        ))}
        {!functions.length && (
          <li>
            <Trans>Cap funció no s’hi assembla.</Trans>
          </li>
        )}
      </ul>
    </div>
  );
}
