/** Messages that pass, as the rest of the dashboard sends them; `toasts.tsx` draws them. */

export interface Toast {
  id: number;
  text?: string;
  error?: unknown;
}

const MOST = 4;

let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function show(toast: Omit<Toast, 'id'>): void {
  last += 1;
  toasts = [...toasts, { ...toast, id: last }].slice(-MOST);
  for (const tell of listeners) tell();
}

/** Take one away. */
export function close(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
  for (const tell of listeners) tell();
}

/** Say that something is done. */
export function toast(text: string): void {
  show({ text });
}

/** Say that something failed, with the request's id where nobody could expect it; of several failures in the same words only the last. */
export function toastError(error: unknown): void {
  const same = toasts.find((one) => one.error && wordsOf(one.error) === wordsOf(error));
  if (same) close(same.id);
  show({ error });
}

const wordsOf = (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : String(error));

/** Be told of changes. Returns the function that ends it. */
export function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Those that are shown, the newest last. */
export const shown = (): Toast[] => toasts;
