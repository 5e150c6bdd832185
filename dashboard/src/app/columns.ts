/** Which columns a list has, in which order: those of the address, else those that were chosen last in this browser, else all that it begins with. */
import { useMatches } from '@tanstack/react-router';
import { remember, remembered } from './remembered';
import { usePerson } from './session';
import { useChange } from './use-change';

/** The columns of these names, in this order; names that there are not any more are left out. */
export function chosenOf<C extends { key?: string }>(all: readonly C[], names: readonly string[]): C[] {
  return names.flatMap((name) => all.filter(({ key }) => key === name));
}

/** The names of columns in the order in which they are shown, with one of them moved up (-1) or down (1). */
export function moved(names: readonly string[], name: string, by: 1 | -1): string[] {
  const at = names.indexOf(name);
  const other = names[at + by];
  if (at < 0 || other === undefined) return [...names];
  return names.map((one, index) => (index === at ? other : index === at + by ? name : one));
}

/** The names that a text has kept; what is none counts as nothing. */
export function keptNames(text: string | null): string[] | undefined {
  try {
    const names: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(names) && names.length && names.every((one) => typeof one === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

/** The columns of the page that is shown. `given` are those of a saved view. */
export function useColumnNames(first: readonly string[], given?: readonly string[]) {
  const { organisation } = usePerson();
  const change = useChange();
  const { path, cols } = useMatches({
    select: (matches) => {
      const last = matches.at(-1);
      return { path: last?.fullPath ?? '/', cols: (last?.search as { cols?: string[] } | undefined)?.cols };
    },
  });
  const place = `columns ${organisation} ${path}`;
  const names = cols ?? (given?.length ? given : undefined) ?? keptNames(remembered(place)) ?? first;
  return {
    names,
    choose: (next: string[] | undefined) => {
      remember(place, next && JSON.stringify(next)); // where it does not, the address has them
      change({ cols: next });
    },
  };
}
