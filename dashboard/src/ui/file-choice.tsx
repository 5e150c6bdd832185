/** Choosing a file: a button with a name of our own, for the browser's is in the browser's language. */
import type { LucideIcon } from 'lucide-react';
import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import button from './button.module.css';
import styles from './file-choice.module.css';

interface FileChoiceProps {
  children: ReactNode;
  /** Called with each file that is chosen, and all of them. */
  onChoose: (file: File, all: File[]) => void;
  /** Whether several may be chosen at once. */
  isMany?: boolean;
  /** What may be chosen: `.csv,text/csv`. */
  accept: string;
  icon?: LucideIcon;
  isPrimary?: boolean;
  /** Whether it is a photo that the camera takes: shown where there is a touch screen alone. */
  isPhoto?: boolean;
}

export function FileChoice({ children, onChoose, accept, icon: Icon = FolderOpen, isMany = false, isPrimary = false, isPhoto = false }: FileChoiceProps) {
  return (
    <label className={`${button.button} ${isPrimary ? button.primary : ''} ${styles.choice} ${isPhoto ? styles.photo : ''}`}>
      <Icon aria-hidden />
      {children}
      <input
        type="file"
        className="for-readers"
        accept={accept}
        multiple={isMany}
        capture={isPhoto ? 'environment' : undefined}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          for (const file of files) onChoose(file, files);
          target.value = ''; // so that the same file can be chosen again
        }}
      />
    </label>
  );
}
