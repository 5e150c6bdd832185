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

/** The history with another text; what is `isApart`, such as a step taken out, is never taken back with what was typed. */
export function changed(history: History, text: string, now: number, isApart = false): History {
  if (text === history.text) return history;
  const isMore = !isApart && now - history.at < AT_ONCE && history.past.length > 0;
  const past = isMore ? history.past : [...history.past, history.text].slice(-MOST);
  return { past, text, future: [], at: isApart ? 0 : now };
}

export function undone(history: History): History {
  const text = history.past.at(-1);
  return text === undefined ? history : { past: history.past.slice(0, -1), text, future: [history.text, ...history.future], at: 0 };
}

export function redone(history: History): History {
  const [text, ...future] = history.future;
  return text === undefined ? history : { past: [...history.past, history.text], text, future, at: 0 };
}
