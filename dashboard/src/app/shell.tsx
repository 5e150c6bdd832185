/** The frame around all pages of people who are signed in; for others the sign-in stands in its place, at any address. */
import { Trans } from '@lingui/react/macro';
import { useMatches, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { PageLoading, WholeLoading } from '~/ui/loading';
import { useEnvironment } from './environment';
import { focusPage } from './kept-focus';
import { loadArea } from './language';
import { Menu } from './menu';
import { Content } from './must-enrol';
import { usePageTitle } from './page-title';
import { useQuestion } from './recent';
import { personAt, useSession } from './session';
import styles from './shell.module.css';
import { useKeys } from './shortcuts';
import { TopBar } from './top-bar';
import { Unreachable } from './unreachable';

const SignIn = lazy(async () => {
  const [page] = await Promise.all([import('../pages/sign-in/sign-in'), loadArea('sign-in')]);
  return page;
});
const SignInAgain = lazy(async () => {
  const [page] = await Promise.all([import('../pages/sign-in/sign-in-again'), loadArea('sign-in')]);
  return page;
});
const Palette = lazy(() => import('./palette'));
const ProofDialog = lazy(() => import('./proof-dialog'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog'));

export default function Shell() {
  const now = useSession();
  if (now.is === 'unknown') return <WholeLoading />;
  const person = personAt(now);
  if (person) {
    return (
      <>
        <Frame key={person.id} />
        {now.is === 'out' && (
          <Suspense fallback={null}>
            <SignInAgain person={person} />
          </Suspense>
        )}
      </>
    );
  }
  if (now.is === 'unreachable') return <Unreachable error={now.error} />;
  return (
    <Suspense fallback={<WholeLoading />}>
      <SignIn ended={now.is === 'out' && (now.because === 'ended' || now.because === 'elsewhere')} />
    </Suspense>
  );
}

function Frame() {
  const isSandbox = useEnvironment() === 'sandbox';
  const isHere = useSession().is === 'in'; // else the sign-in covers the page
  const [isFinding, find] = usePalette(isHere);
  const [areKeysShown, setKeysShown] = useState(false);
  const showKeys = useCallback(() => setKeysShown(true), []);
  useKeys(showKeys);
  const question = useQuestion();
  const path = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '/' });
  const shown = useRouterState({ select: ({ resolvedLocation: at }) => at?.publicHref });
  usePageTitle(path);
  useFocusOfPage();
  return (
    <div className={`${styles.shell} ${isSandbox ? styles.isSandbox : ''}`}>
      <a className={styles.skip} href="#content">
        <Trans>Salta al contingut</Trans>
      </a>
      {isSandbox && (
        <p className={styles.band} role="status">
          <Trans>ENTORN DE PROVES</Trans>
          <span className={styles.bandMore}>
            {' · '}
            <Trans>les dades són d’exemple i s’esborren cada dia</Trans>
          </span>
        </p>
      )}
      <Menu />
      <TopBar onFind={() => find(true)} onKeys={showKeys} />
      <main id="content" tabIndex={-1} className={styles.main} data-shows={shown}>
        <Suspense fallback={<PageLoading />}>
          <Content />
        </Suspense>
      </main>
      {isFinding && (
        <Suspense fallback={null}>
          <Palette onClose={() => find(false)} />
        </Suspense>
      )}
      {areKeysShown && (
        <Suspense fallback={null}>
          <ShortcutsDialog onClose={() => setKeysShown(false)} />
        </Suspense>
      )}
      {question && (
        <Suspense fallback={null}>
          <ProofDialog of={question} />
        </Suspense>
      )}
    </div>
  );
}

/** Give the focus to each page that is opened after the first one. */
function useFocusOfPage(): void {
  const shown = useRouterState({ select: ({ resolvedLocation: at }) => at?.pathname });
  const former = useRef(shown);
  useEffect(() => {
    if (former.current !== undefined && former.current !== shown) focusPage();
    former.current = shown;
  }, [shown]);
}

/** Whether the command palette is open: Ctrl-K or ⌘K from everywhere. */
function usePalette(isOn: boolean) {
  const state = useState(false);
  const [, setOpen] = state;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((isOpen) => !isOpen);
    };
    if (isOn) addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOn, setOpen]);
  return state;
}
