/** Undo and redo: texts of a definition, one after another. Changes that follow each other at once are one. */

export interface History {
  past: readonly string[];
  text: string;
  future: readonly string[];
  /** When the text changed last, in milliseconds. */
  at: number;
}

const MOST = 100;
/** Letters typed within this time are taken back together. */
const AT_ONCE = 700;

export const begun = (text: string): History => ({ past: [], text, future: [], at: 0 });

export function changed(history: History, text: string, now: number): History {
  if (text === history.text) return history;
  const isMore = now - history.at < AT_ONCE && history.past.length > 0;
  const past = isMore ? history.past : [...history.past, history.text].slice(-MOST);
  return { past, text, future: [], at: now };
}

export function undone(history: History): History {
  const text = history.past.at(-1);
  return text === undefined ? history : { past: history.past.slice(0, -1), text, future: [history.text, ...history.future], at: 0 };
}

export function redone(history: History): History {
  const [text, ...future] = history.future;
  return text === undefined ? history : { past: [...history.past, history.text], text, future, at: 0 };
}
