/** Choosing a file: a button with a name of our own, for the browser's is in the browser's language. */
import type { LucideIcon } from 'lucide-react';
import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import button from './button.module.css';
import styles from './file-choice.module.css';

interface FileChoiceProps {
  children: ReactNode;
  onChoose: (file: File) => void;
  /** What may be chosen: `.csv,text/csv`. */
  accept: string;
  icon?: LucideIcon;
  isPrimary?: boolean;
}

export function FileChoice({ children, onChoose, accept, icon: Icon = FolderOpen, isPrimary = false }: FileChoiceProps) {
  return (
    <label className={`${button.button} ${isPrimary ? button.primary : ''} ${styles.choice}`}>
      <Icon aria-hidden />
      {children}
      <input
        type="file"
        className="for-readers"
        accept={accept}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) onChoose(file);
          target.value = ''; // so that the same file can be chosen again
        }}
      />
    </label>
  );
}
