// What every page does when it is shown: colours code, adds buttons that copy, and loads the search and the form on a click.
import { words } from '../lib/words';
import { announce, withCopy } from './copy';
import { highlight } from './highlight';
import { followOthers, startTabs } from './tabs';

const t = words(document.documentElement.lang);

for (const block of document.querySelectorAll('pre')) withCopy(block, t);
highlight(document); // after the blocks have moved: a range does not move with its text
for (const tabs of document.querySelectorAll<HTMLElement>('[data-tabs]')) startTabs(tabs);
followOthers();
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-try]')) {
  button.addEventListener('click', async () => (await import('./try')).open(button, t));
}
for (const form of document.querySelectorAll<HTMLFormElement>('[data-pick]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.assign(form.querySelector('select')!.value);
  });
}
const status = document.querySelector<HTMLElement>('[data-status]');
if (status) import('./status').then((page) => page.start(status, t));
const missing = document.querySelector<HTMLElement>('[data-not-found]');
if (missing) import('./missing').then((page) => page.suggest(missing, t));
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

/** Open what a link leads into. */
function openAt(hash: string): void {
  let at = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  const target = at;
  for (; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  target?.scrollIntoView();
}
