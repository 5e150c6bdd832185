/** The side menu: the pages that the person's role may use, by group. On narrow screens it opens from the bar. */
import { useLingui } from '@lingui/react/macro';
import { Link, useLocation } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '~/ui/button';
import { language } from './language';
import { GROUPS, type Group, type Page } from './page';
import { PAGES } from './pages';
import { includes, usePerson, type Role } from './session';
import styles from './shell.module.css';

/** The pages that a role may use and that are found by their words: in the menu, and beside it some that are reached from others. */
export function pagesFor(role: Role): Page[] {
  return PAGES.filter(({ group, words, role: needed }) => (group ?? words) && (!needed || includes(role, needed)));
}

export function Menu() {
  const { t } = useLingui();
  const { role } = usePerson();
  const shown = pagesFor(role).filter(({ group }) => group);
  const groups = Object.keys(GROUPS) as Group[];
  return (
    <nav className={styles.menu} aria-label={t`Menú principal`}>
      <Link to="/" className={styles.brand}>
        <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" />
        BiVelio
      </Link>
      {groups.map((group) => (
        <Links key={group} group={group} pages={shown.filter((page) => page.group === group)} />
      ))}
    </nav>
  );
}

function Links({ group, pages }: { group: Group; pages: Page[] }) {
  if (!pages.length) return null;
  const title = (GROUPS as Record<Group, Page['title'] | undefined>)[group];
  return (
    <div className={styles.group}>
      {title && <h2>{title[language()]}</h2>}
      <ul>
        {pages.map(({ path, title: name, icon: Icon }) => (
          <li key={path}>
            <Link to={path} className={styles.link} activeOptions={{ exact: path === '/', includeSearch: false }}>
              {Icon && <Icon aria-hidden />}
              {name[language()]}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The button that opens the menu on narrow screens; it closes when a page was chosen. */
export function MenuOpener() {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  useEffect(() => dialog.current?.close(), [pathname]);
  return (
    <span className={styles.opener}>
      <IconButton icon={MenuIcon} label={t`Obre el menú`} onClick={() => dialog.current?.showModal()} />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself */}
      <dialog
        ref={dialog}
        className={styles.drawer}
        aria-label={t`Menú`}
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
      >
        <Menu />
      </dialog>
    </span>
  );
}
