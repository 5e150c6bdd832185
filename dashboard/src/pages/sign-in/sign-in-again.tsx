/** The sign-in of who was at a page when the session ended: it covers the page, which waits behind it with what they had typed. */
import { useEffect, useRef, useState } from 'react';
import type { Person } from '~/app/session';
import SignIn from './sign-in';
import styles from './sign-in.module.css';

export default function SignInAgain({ person: { email, organisation } }: { person: Person }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [title] = useState(() => document.title);
  useEffect(() => {
    const { current } = dialog;
    if (current && !current.open) current.showModal();
    current?.querySelector<HTMLElement>('[type=password]')?.focus();
    return () => {
      current?.close(); // which gives the focus back to where it was
      document.title = title;
    };
  }, [title]);
  return (
    <dialog
      ref={dialog}
      className={styles.again}
      onKeyDown={(event) => event.key === 'Escape' && event.preventDefault()}
      onCancel={(event) => event.preventDefault()}
    >
      <SignIn ended email={email} organisation={organisation} />
    </dialog>
  );
}
