/** Shortcuts of the keyboard: what is drawn declares its own by `useShortcuts`; the frame listens, and shows them all by `?`. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { remember, remembered } from './remembered';

export interface Shortcut {
  /** `j` or `Ctrl Shift Z`, with the names of `KeyboardEvent.key`; any of several. */
  keys: readonly string[];
  does: string;
  /** For keys of one character, which the frame listens to: does it, and returns whether there was anything to do. */
  run?: () => boolean;
}

const OFF = 'shortcuts';
const declared = new Set<{ readonly current: readonly Shortcut[] }>();
const listeners = new Set<() => void>();
let changes = 0;

function tell(): void {
  changes++;
  for (const listener of listeners) listener();
}

/** Declare shortcuts for as long as the component is drawn. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    declared.add(latest);
    tell();
    return () => {
      declared.delete(latest);
      tell();
    };
  }, []);
}

/** What the page that is shown declares; the component is drawn again when that changes. */
export function useShortcutsHere(): Shortcut[] {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => changes,
  );
  return shortcutsHere();
}

/** What the page that is shown declares, each once. */
function shortcutsHere(): Shortcut[] {
  const all = [...declared].flatMap(({ current }) => current);
  return all.filter(({ keys, does }, at) => all.findIndex((one) => one.does === does && String(one.keys) === String(keys)) === at);
}

/** Whether keys of one character are shortcuts; who speaks to the machine, or types by accident, switches them off. */
export function areLettersOn(): boolean {
  return remembered(OFF) === null;
}

/** Switch the keys of one character on or off in this browser. Returns whether it remembers. */
export function switchLetters(isOn: boolean): boolean {
  return remember(OFF, isOn ? undefined : 'off');
}

/** Listen to the keys of one character; `?` calls `show`. */
export function useKeys(show: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0]) || !areLettersOn()) return;
      if (event.key === '?') show();
      else if (!shortcutsHere().some(({ keys, run }) => keys.includes(event.key) && run?.())) return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [show]);
}

const FIELDS = 'textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=file]), [contenteditable]:not([contenteditable=false])';
const OVER_ALL = 'dialog[open], [role=dialog], [role=menu]';

/** Whether somebody types, or something stands over the page: then keys are what they always are. */
function isTyping(target: EventTarget | undefined): boolean {
  return (target instanceof Element && target.closest(FIELDS) !== null) || document.querySelector(OVER_ALL) !== null;
}
