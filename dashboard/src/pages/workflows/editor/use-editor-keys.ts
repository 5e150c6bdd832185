/** The keys of the editor: undo and redo, and what they do with the step that has the focus. */
import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import { copyStep, moveStep, removeStep } from '../logic/editing';
import type { Edited } from './use-history';

type Json = Record<string, unknown>;

interface Edits {
  definition: Json;
  /** While the text is no JSON, the graph is that of an older one, which no key changes. */
  isJson: boolean;
  edited: Edited;
  onEdit: (definition: Json, path?: string) => void;
}

/** Return what the element around the editor does with a key. */
export function useEditorKeys({ definition, isJson, edited, onEdit }: Edits): (event: KeyboardEvent<HTMLElement>) => void {
  useKeysSaid();
  // What had the focus is drawn anew by an undo: then the key is the page's.
  const onPage = useRef<(event: globalThis.KeyboardEvent) => void>(undefined);
  onPage.current = (event) => {
    const isAround = event.target instanceof Element && event.target.matches('body, main');
    const command = isAround ? commandOf(event, false) : undefined;
    if (!command || !isJson) return;
    event.preventDefault();
    (command === 'undo' ? edited.undo : edited.redo)?.();
  };
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => onPage.current?.(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (event) => {
    const path = (event.target as HTMLElement).closest<HTMLElement>('[data-path]')?.dataset['path'];
    const isText = (event.target as HTMLElement).tagName === 'TEXTAREA'; // has an undo of its own
    const command = isText ? undefined : commandOf(event, path !== undefined);
    if (!command || !isJson) return;
    event.preventDefault();
    if (command === 'undo') edited.undo?.();
    else if (command === 'redo') edited.redo?.();
    else if (path !== undefined) {
      const next = CHANGES[command](definition, path);
      onEdit(next.definition, next.path);
      focusOn(next.path);
    }
  };
}

/** What the keys do, as `commandOf` reads them. */
function useKeysSaid() {
  const { t } = useLingui();
  useShortcuts([
    { keys: ['Ctrl Z'], does: t`Desfà l’últim canvi` },
    { keys: ['Ctrl Shift Z', 'Ctrl Y'], does: t`Refà el que has desfet` },
    { keys: ['Enter'], does: t`Obre el pas que té el focus` },
    { keys: ['Alt ↑', 'Alt ↓'], does: t`Puja o baixa el pas que té el focus` },
    { keys: ['Ctrl D'], does: t`Duplica el pas que té el focus` },
    { keys: ['Delete'], does: t`Treu el pas que té el focus` },
  ]);
}

type Command = 'undo' | 'redo' | 'remove' | 'copy' | 'up' | 'down';

/** What a key does; those on a step only where one has the focus. */
function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>, isOnStep: boolean): Command | undefined {
  const isCommand = (ctrlKey || metaKey) && !altKey;
  const letter = key.toLowerCase();
  if (isCommand && letter === 'z') return shiftKey ? 'redo' : 'undo';
  if (isCommand && letter === 'y') return 'redo';
  if (!isOnStep) return undefined;
  if (isCommand && letter === 'd') return 'copy';
  if (altKey && key === 'ArrowUp') return 'up';
  if (altKey && key === 'ArrowDown') return 'down';
  return key === 'Delete' && !isCommand ? 'remove' : undefined;
}

const CHANGES: Record<Exclude<Command, 'undo' | 'redo'>, (definition: Json, path: string) => { definition: Json; path?: string }> = {
  remove: (definition, path) => ({ definition: removeStep(definition, path) }),
  copy: copyStep,
  up: (definition, path) => moveStep(definition, path, -1),
  down: (definition, path) => moveStep(definition, path, 1),
};

/** Gives the focus back to a step once the graph is drawn anew. */
function focusOn(path: string | undefined) {
  const wanted = path === undefined ? '[data-testid=graph] button' : `[data-path="${path}"]`;
  setTimeout(() => document.querySelector<HTMLElement>(wanted)?.focus(), 50);
}
