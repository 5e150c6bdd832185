/**
 * The focus is never lost. What has it may go away: a dialog is closed, a row removed, a button switched off while its request is
 * under way, another page opened. The browser then gives it to nothing, and who works by keys would begin again at the top.
 */

/** For each dialog, what had the focus before something in it had. */
const openers = new WeakMap<Element, HTMLElement>();
let last: HTMLElement | null = null;
/** A button that is switched off for now, and gets the focus back. */
let parked: HTMLElement | null = null;
/** What was switched off, if only for less than a frame, while it had the focus: the browser may take the focus away all the same. */
let switched: HTMLElement | null = null;
let isAsked = false;

/** Give the focus back whenever what has it goes away, from now on: to what opened the dialog that it was in, else to the page. */
export function keepFocus(): void {
  addEventListener('focusin', ({ target }) => {
    const element = target as HTMLElement;
    const dialog = element.closest('dialog');
    if (dialog && last && !dialog.contains(last)) openers.set(dialog, openers.get(dialog) ?? last);
    if (element !== holder()) parked = null;
    last = element;
  });
  addEventListener('focusout', ({ target }) => setTimeout(leave, 0, target));
  new MutationObserver((records) => {
    if (records.some(({ type, target }) => type === 'attributes' && target === last)) switched = last;
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => setTimeout(look)); // the browser takes the focus away when it draws
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}

/** Forget what somebody has left by a click beside it: it is nowhere to return to. What was taken away or switched off is not left. */
function leave(element: HTMLElement): void {
  if (element === last && document.activeElement === document.body && element.isConnected && element !== switched) last = null;
}

function look(): void {
  isAsked = false;
  const isNowhere = document.activeElement === document.body;
  if (parked?.isConnected && !parked.matches(':disabled') && document.activeElement === holder()) give(parked);
  else if (isNowhere && last && !last.isConnected) giveBack(last);
  else if (isNowhere && last?.matches(':disabled')) park(last);
  else if (isNowhere && last && last === switched) give(last);
  if (!switched?.matches(':disabled')) switched = null;
}

function park(button: HTMLElement): void {
  give(holder());
  parked = button;
}

function giveBack(lost: HTMLElement): void {
  const dialog = lost.closest('dialog');
  const opener = dialog && !dialog.isConnected ? openers.get(dialog) : undefined;
  last = null;
  if (opener?.isConnected && (!topmost() || topmost()?.contains(opener))) give(opener);
  if (document.activeElement === document.body) give(holder());
}

/** Give the focus to the page that is shown, unless something in it has it already. */
export function focusPage(): void {
  if (!topmost() && !holder()?.contains(document.activeElement)) give(holder());
}

function give(element: HTMLElement | null | undefined): void {
  if (element?.tagName === 'DIALOG') element.tabIndex = -1;
  element?.focus({ preventScroll: true });
}

const topmost = () => [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);

/** What has the focus as a whole where nothing in it has: the dialog that is open, else the page. */
const holder = () => topmost() ?? document.querySelector('main');
