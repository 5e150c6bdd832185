/** Light or dark: `data-theme` of the page, as the tokens want it. `public/theme.js` sets it before anything is drawn. */
import { useSyncExternalStore } from 'react';
import { remember, remembered } from './remembered';

export type Theme = 'light' | 'dark' | 'system';

const KEPT_AS = 'theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let chosen: Theme = read();

function read(): Theme {
  const kept = remembered(KEPT_AS);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function apply(): void {
  const isDark = chosen === 'system' ? system.matches : chosen === 'dark';
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

system.addEventListener('change', apply);

/** Choose a theme, and remember it in this browser. */
export function chooseTheme(theme: Theme): void {
  chosen = theme;
  apply();
  remember(KEPT_AS, theme === 'system' ? undefined : theme);
  for (const tell of listeners) tell();
}

/** The theme that was chosen. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => chosen,
  );
}
