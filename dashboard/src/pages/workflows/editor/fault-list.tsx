/** The faults of a text, each with a button that leads to its line. */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { lineOf } from '../logic/json';
import styles from './editor.module.css';
import type { Mark } from './use-json';

const MOST = 20;

export function FaultList({ id, text, faults, onGoTo }: { id?: string; text: string; faults: readonly Mark[]; onGoTo: (offset: number) => void }) {
  const { t } = useLingui();
  return (
    <div id={id} className={styles.faults}>
      {faults.length > 0 && (
        <p role="status">
          <strong>
            <Plural value={faults.length} one="# error" other="# errors" />
          </strong>
        </p>
      )}
      <ul>
        {faults.slice(0, MOST).map((fault, at) => {
          const { line } = lineOf(text, fault.from);
          return (
            <li key={`${fault.from} ${at}`}>
              <button type="button" onClick={() => onGoTo(fault.from)} aria-label={t`Ves a la línia ${line}`}>
                <Trans>Línia {line}</Trans>
              </button>{' '}
              {fault.message}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
