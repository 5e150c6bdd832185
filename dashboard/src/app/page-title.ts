/** The window's title: the page, then the environment, so that tabs can be told apart. */
import { useLingui } from '@lingui/react';
import { useEffect } from 'react';
import { useEnvironment } from './environment';
import { language } from './language';
import { PAGES } from './pages';

/** Show the title of the page of a route. */
export function usePageTitle(path: string): void {
  const environment = useEnvironment();
  const { i18n } = useLingui();
  const title = PAGES.find((page) => page.path === path)?.title[language()];
  useEffect(() => {
    document.title = [title, environment === 'sandbox' && 'sandbox', 'BiVelio'].filter(Boolean).join(' · ');
  }, [title, environment, i18n.locale]);
}
