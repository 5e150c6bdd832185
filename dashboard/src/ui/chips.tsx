/** Words side by side: the tags of a thing, the filters that hold. */
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import styles from './chips.module.css';

interface ChipsProps {
  words: string[];
  /** Takes a word away; without it they are only shown. */
  onRemove?: (word: string) => void;
  /** What a click on a word does. */
  onChoose?: (word: string) => void;
}

export function Chips({ words, onRemove, onChoose }: ChipsProps) {
  const { t } = useLingui();
  if (!words.length) return null;
  return (
    <ul className={styles.chips}>
      {words.map((word) => (
        <li key={word}>
          {onChoose ? (
            <button type="button" className={styles.chip} title={t`Filtra per ${word}`} onClick={() => onChoose(word)}>
              {word}
            </button>
          ) : (
            <span className={styles.chip}>
              {word}
              {onRemove && (
                <button type="button" aria-label={t`Treu ${word}`} onClick={() => onRemove(word)}>
                  <X aria-hidden />
                </button>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
