/** What this browser remembers from one visit to the next. Where storage is switched off or full, a visit begins as the first. */

/** What is remembered under a name, if anything. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Remember a text under a name, or forget it. Returns whether the browser does. */
export function remember(name: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
