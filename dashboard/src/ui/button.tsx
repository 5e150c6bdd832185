/** Buttons, and links that look like them. */
import { createLink } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './button.module.css';

export type Look = 'plain' | 'primary' | 'danger' | 'quiet';

interface Shared {
  /** `primary` once a page; `danger` for what cannot be undone; `quiet` in rows and bars. */
  look?: Look;
  icon?: LucideIcon;
}

const classesOf = (look: Look, isIcon: boolean) =>
  [styles.button, look !== 'plain' && styles[look], isIcon && styles.icon].filter(Boolean).join(' ');

export type ButtonProps = ComponentProps<'button'> & Shared;

export function Button({ look = 'plain', icon: Icon, children, ...others }: ButtonProps) {
  return (
    <button type="button" className={classesOf(look, false)} {...others}>
      {Icon && <Icon aria-hidden />}
      {children}
    </button>
  );
}

/** A button that is an icon alone; `label` is its name for everybody who does not see it, and its tooltip. */
export function IconButton({ look = 'quiet', icon: Icon, label, ...others }: ButtonProps & { icon: LucideIcon; label: string }) {
  return (
    <button type="button" className={classesOf(look, true)} aria-label={label} title={label} {...others}>
      <Icon aria-hidden />
    </button>
  );
}

/** A button that looks like a link: it opens something beside a list. */
export function TextButton(props: ComponentProps<'button'>) {
  return <button type="button" className={styles.text} {...props} />;
}

function Anchor({ look = 'plain', icon: Icon, children, ...others }: ComponentProps<'a'> & Shared) {
  return (
    <a className={classesOf(look, false)} {...others}>
      {Icon && <Icon aria-hidden />}
      {children}
    </a>
  );
}

/** A link to a page that looks like a button. */
export const ButtonLink = createLink(Anchor);
