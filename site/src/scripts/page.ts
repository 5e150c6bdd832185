// What every page does when it is shown: colours code, adds buttons that copy, and loads the search and the form on a click.
import { words } from '../lib/words';
import { announce, withCopy } from './copy';
import { highlight } from './highlight';

const t = words(document.documentElement.lang);

for (const block of document.querySelectorAll('pre')) withCopy(block, t);
highlight(document); // after the blocks have moved: a range does not move with its text
for (const tabs of document.querySelectorAll<HTMLElement>('[data-tabs]')) startTabs(tabs);
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-try]')) {
  button.addEventListener('click', async () => (await import('./try')).open(button, t), { once: true });
}
const status = document.querySelector<HTMLElement>('[data-status]');
if (status) import('./status').then((page) => page.start(status, t));
document.addEventListener('click', ({ target }) => copyLink((target as Element).closest<HTMLAnchorElement>('a.self')));
openAt(location.hash);
addEventListener('hashchange', () => openAt(location.hash));

/** Copy the address of a field whose name was clicked; the page goes there as by any link. */
async function copyLink(link: HTMLAnchorElement | null): Promise<void> {
  if (!link) return;
  await navigator.clipboard.writeText(link.href);
  link.dataset.copied = t.linkCopied;
  announce(t.linkCopied);
  setTimeout(() => delete link.dataset.copied, 1500);
}

/** Tabs that the arrow keys walk; the language chosen last is shown in all of them, and on the next page too. */
function startTabs(root: HTMLElement): void {
  const tabs = tabsOf(root);
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => {
      const before = tab.getBoundingClientRect().top;
      for (const other of document.querySelectorAll<HTMLElement>('[data-tabs]')) show(other, tab.dataset.tab!);
      scrollBy(0, tab.getBoundingClientRect().top - before); // code above has another length now
      localStorage.setItem('bv-code', tab.dataset.tab!);
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
  show(root, localStorage.getItem('bv-code') ?? '');
}

/** Another tab of the browser chose a language. */
addEventListener('storage', ({ key, newValue }) => {
  if (key === 'bv-code' && newValue) for (const tabs of document.querySelectorAll<HTMLElement>('[data-tabs]')) show(tabs, newValue);
});

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

/** Open what a link leads into. */
function openAt(hash: string): void {
  let at = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  const target = at;
  for (; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  target?.scrollIntoView();
}
