// A button beside a block of code that copies it, and says so to who sees and to who listens.
import type { Words } from '../lib/words';

const SHOWN_MS = 1500;
const ICON = '<svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3.5 10.5h-1v-8h8v1"/></svg>';

/** Put a button beside a block: into the bar above it where there is one, else into its corner, in an element around both. */
export function withCopy(block: HTMLElement, t: Words): void {
  const box = block.closest<HTMLElement>('.samples, .example');
  if (!box) {
    const around = document.createElement('div');
    around.className = 'code';
    block.replaceWith(around);
    around.append(block, copyButton(() => block, t));
    return;
  }
  const bar = box.querySelector<HTMLElement>('.bar')!;
  if (bar.querySelector('.copy')) return; // one for all panels: it copies the one that is shown
  const button = copyButton(() => box.querySelector<HTMLElement>('[role=tabpanel]:not([hidden]) pre, .bar ~ pre')!, t);
  bar.insertBefore(button, bar.querySelector('[data-try]'));
}

function copyButton(block: () => HTMLElement, t: Words): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.innerHTML = ICON;
  const word = document.createElement('span');
  word.textContent = t.copy;
  button.append(word);
  button.addEventListener('click', async () => {
    const isCopied = await copied(block());
    word.textContent = isCopied ? t.copied : t.copyByKeys;
    announce(word.textContent);
    button.dataset.said = '';
    setTimeout(() => {
      word.textContent = t.copy;
      delete button.dataset.said;
    }, SHOWN_MS);
  });
  return button;
}

/** Copy a block; where the browser does not allow it (a page without TLS), select it, so that the keys do. */
async function copied(block: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(block.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(block);
    return false;
  }
}

/** Have a screen reader say a text, as often as it comes. */
export function announce(text: string): void {
  const place = document.getElementById('bv-said') ?? document.body.appendChild(said());
  place.textContent = '';
  requestAnimationFrame(() => (place.textContent = text));
}

function said(): HTMLElement {
  const place = document.createElement('p');
  place.id = 'bv-said';
  place.className = 'sr-only';
  place.setAttribute('role', 'status');
  return place;
}
