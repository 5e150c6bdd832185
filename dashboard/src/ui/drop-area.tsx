/** A place on which a file is dropped: the whole of what it holds. What can be dropped can be chosen by a button as well. */
import { type DragEvent, type ReactNode, useState } from 'react';
import styles from './drop-area.module.css';

interface DropAreaProps {
  /** What is said while a file is held over it. */
  label: string;
  /** Called with the file that is dropped; with each of them, and all, where it takes several. */
  onFile: (file: File, all: File[]) => void;
  isMany?: boolean;
  isOff?: boolean;
  children: ReactNode;
}

const hasFiles = ({ dataTransfer: { types } }: DragEvent) => types.includes('Files');

export function DropArea({ label, onFile, isMany = false, isOff = false, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false);
  if (isOff) return children;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: who has no mouse chooses the file by a button
    <div
      className={styles.area}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault(); // without it the browser opens the file in place of the page
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const files = [...event.dataTransfer.files].slice(0, isMany ? undefined : 1);
        for (const file of files) onFile(file, files);
      }}
    >
      {children}
      {isOver && (
        <div className={styles.over} aria-hidden>
          {label}
        </div>
      )}
    </div>
  );
}
