// A button on a block of code that copies it.
import type { Words } from '../lib/words';

/** Put the button on a block. Around both is an element of its own, which is returned. */
export function withCopy(block: HTMLElement, t: Words): HTMLElement {
  const around = document.createElement('div');
  around.className = 'code';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = t.copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent ?? '');
    button.textContent = t.copied;
    setTimeout(() => (button.textContent = t.copy), 1500);
  });
  block.replaceWith(around);
  around.append(block, button);
  return around;
}
