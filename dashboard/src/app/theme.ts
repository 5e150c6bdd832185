/** Light or dark: `data-theme` of the page, as the tokens want it. `public/theme.js` sets it before anything is drawn. */
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const KEPT_AS = 'theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let chosen: Theme = read();

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
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
  try {
    if (theme === 'system') localStorage.removeItem(KEPT_AS);
    else localStorage.setItem(KEPT_AS, theme);
  } catch {
    // storage is switched off: for this visit alone
  }
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
