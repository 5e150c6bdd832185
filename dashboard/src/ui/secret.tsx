/** A secret that is shown once, with the button that copies it. */
import type { ReactNode } from 'react';
import styles from './secret.module.css';

export function Secret({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className={styles.secret}>
      <code data-testid="secret">{text}</code>
      {children}
    </div>
  );
}
