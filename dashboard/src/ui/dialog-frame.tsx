/**
 * The frame of dialogs, by the browser's own `<dialog>`: it keeps the focus inside, gives it back, and closes with Escape. Libraries do
 * that by style elements of their own, which our content security policy does not let in.
 */
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button';
import styles from './dialog.module.css';

const FIELDS = 'input:not([type=hidden]), select, textarea';

export interface FrameProps {
  title: ReactNode;
  /** Called with Escape, the cross, or a click beside it. */
  leave: () => void;
  /** Whether it stays open for now, as something in it is not sent. */
  isHeld?: () => boolean;
  children: ReactNode;
  /** What stands above it. */
  above?: ReactNode;
  /** `side` is a panel at the right, for the details of a row. */
  kind?: 'normal' | 'wide' | 'side';
  /** Whether only its buttons close it: what it shows is not shown again. */
  isFirm?: boolean;
}

/** A dialog that is open for as long as it is drawn. The focus goes to what has `data-first`, else to its first field. */
export function Frame({ title, leave, isHeld, children, above, kind = 'normal', isFirm = false }: FrameProps) {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const { current } = dialog;
    if (current && !current.open) {
      current.showModal(); // which gives the focus to the cross
      (current.querySelector<HTMLElement>('[data-first]') ?? current.querySelector<HTMLElement>(FIELDS))?.focus();
    }
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${kind === 'normal' ? '' : styles[kind]}`}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault(); // else Chrome closes what it opened since the last click all at once, and asks nobody (`cancel`)
        event.stopPropagation();
        if (!isFirm) leave();
      }}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return; // a file chooser inside it
        event.preventDefault();
        if (!isFirm) leave();
      }}
      onClose={({ target, currentTarget }) => {
        if (target !== currentTarget || currentTarget.open) return;
        if (isFirm || isHeld?.()) currentTarget.showModal();
        if (!isFirm) leave();
      }}
      onMouseDown={(event) => {
        if (!isFirm && event.target === event.currentTarget && isBeside(event)) leave();
      }}
    >
      <div className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {!isFirm && <IconButton icon={X} label={t`Tanca`} onClick={leave} />}
      </div>
      <div className={styles.body}>{children}</div>
      {above}
    </dialog>
  );
}

function isBeside({ currentTarget, clientX, clientY }: React.MouseEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** The buttons at the end of a dialog or form. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
