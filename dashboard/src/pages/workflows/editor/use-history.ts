/** The text of a definition that is being edited, with what it was before. */
import { useReducer } from 'react';
import { begun, changed, type History, redone, undone } from '../logic/history';

type Event = { text: string; isNew?: boolean; isApart?: boolean } | 'undo' | 'redo';

export interface Edited {
  text: string;
  /** `isApart` for a change that is taken back by itself. */
  change: (text: string, isApart?: boolean) => void;
  /** Begin again with another text: there is nothing to take back. */
  begin: (text: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

export function useHistory(initial: string): Edited {
  const [history, tell] = useReducer(next, initial, begun);
  return {
    text: history.text,
    change: (text, isApart = false) => tell({ text, isApart }),
    begin: (text) => tell({ text, isNew: true }),
    undo: history.past.length ? () => tell('undo') : undefined,
    redo: history.future.length ? () => tell('redo') : undefined,
  };
}

function next(history: History, event: Event): History {
  if (event === 'undo') return undone(history);
  if (event === 'redo') return redone(history);
  return event.isNew ? begun(event.text) : changed(history, event.text, Date.now(), event.isApart);
}
