/** What stands where there is nothing yet: what it would be, and the way to the first one. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './empty.module.css';

interface EmptyProps {
  title: ReactNode;
  icon?: LucideIcon;
  children?: ReactNode;
  /** The button that makes the first one. */
  action?: ReactNode;
}

export function Empty({ title, icon: Icon, children, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <h2>{title}</h2>
      {children}
      {action && <div className={styles.actions}>{action}</div>}
    </div>
  );
}
