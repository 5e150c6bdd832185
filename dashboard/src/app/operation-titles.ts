/** What operations are called where they are steps: read when the first one is named, and kept. */
import { useSyncExternalStore } from 'react';
import { type Language, language } from '~/app/language';
import { toastError } from '~/ui/toast';

type Titles = Readonly<Record<string, string>>;

/** So many milliseconds after a failure it is not tried again: what is drawn meanwhile has the names of the API. */
const PAUSE = 10_000;

const kept = new Map<Language, Titles>();
const underWay = new Set<Language>();
const listeners = new Set<() => void>();

/** Return the function that names an operation: undefined for what is none, and until the titles are there. */
export function useOperationTitle(): (operation: string) => string | undefined {
  const titles = useTitles();
  return (operation) => {
    if (!titles && operation.includes('.')) read(language());
    return titles?.[operation];
  };
}

/** All titles; undefined until they are there. */
export function useOperationTitles(): Titles | undefined {
  const titles = useTitles();
  if (!titles) read(language());
  return titles;
}

const useTitles = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept.get(language()),
  );

function read(spoken: Language): void {
  if (kept.has(spoken) || underWay.has(spoken)) return;
  underWay.add(spoken);
  titlesIn(spoken).then(
    (titles) => {
      kept.set(spoken, titles);
      for (const listener of listeners) listener();
    },
    (error: unknown) => {
      setTimeout(() => underWay.delete(spoken), PAUSE);
      toastError(error);
    },
  );
}

async function titlesIn(spoken: Language): Promise<Titles> {
  const { default: languages } = await import('virtual:operation-titles');
  return (await languages[spoken]()).default;
}
