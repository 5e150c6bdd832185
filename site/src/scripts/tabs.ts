// Tabs of code: the arrow keys walk them, and the language that one chose last is shown in all of them, on every page.

const KEPT = 'bv-code';

/** Make tabs work. */
export function startTabs(root: HTMLElement): void {
  const tabs = tabsOf(root);
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => {
      const before = tab.getBoundingClientRect().top;
      showEverywhere(tab.dataset.tab!);
      scrollBy(0, tab.getBoundingClientRect().top - before); // code above has another length now
      localStorage.setItem(KEPT, tab.dataset.tab!);
    });
    tab.addEventListener('keydown', (event) => {
      const at = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (at === undefined) return;
      event.preventDefault();
      const next = tabs[(at + tabs.length) % tabs.length];
      next.click();
      next.focus();
    });
  });
  show(root, localStorage.getItem(KEPT) ?? '');
}

/** Follow what is chosen in other tabs of the browser. */
export function followOthers(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEPT && newValue) showEverywhere(newValue);
  });
}

function showEverywhere(language: string): void {
  for (const root of document.querySelectorAll<HTMLElement>('[data-tabs]')) show(root, language);
}

function tabsOf(root: HTMLElement): HTMLButtonElement[] {
  return [...root.querySelectorAll<HTMLButtonElement>('[role=tab]')];
}

/** Show the panel of a language; nothing changes where there is none of it. */
function show(root: HTMLElement, language: string): void {
  const tabs = tabsOf(root);
  if (!tabs.some((tab) => tab.dataset.tab === language)) return;
  for (const tab of tabs) {
    const isChosen = tab.dataset.tab === language;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(tab.getAttribute('aria-controls')!)!.hidden = !isChosen;
  }
}
