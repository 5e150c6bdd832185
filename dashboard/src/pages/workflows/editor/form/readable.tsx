/** What the fields of a form know of their step: the values that they can read, in words, and their faults. */
import type { DefinitionFault } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import { createContext, use } from 'react';
import { faultWords } from '~/app/fault-words';
import { pathNames } from '../../logic/pieces';
import type { Placed } from '../../logic/definition';
import type { Source } from '../../logic/values';
import { fieldWord } from './field-words';

export interface Readable {
  /** The type of the step. */
  type: string;
  sources: readonly Source[];
  /** The later steps of the same body. */
  later: readonly Placed[];
  faults: readonly DefinitionFault[];
  /** The data of the event that the step waits for, as an example. */
  event?: unknown;
}

const NOTHING: Readable = { type: '', sources: [], later: [], faults: [] };
const Context = createContext<Readable>(NOTHING);

export const ReadableBy = Context.Provider;
export const useReadable = () => use(Context);

/** What is wrong at a path. Of a field that has others inside, only what is wrong with itself. */
export function useFaultAt(path: string, hasFields = false): string | undefined {
  const { faults } = useReadable();
  const found = faults.find(({ field }) => field === path || (!hasFields && (field.startsWith(`${path}.`) || field.startsWith(`${path}[`))));
  return found && sentenceOf(found);
}

/** What is wrong, in a sentence. That of an expression says only where the reason is. */
export function sentenceOf(fault: DefinitionFault): string {
  const { reason } = fault;
  return reason ? reason.charAt(0).toLocaleUpperCase() + reason.slice(1) : faultWords({ ...fault });
}

/** The function that says an expression in words: `Maria › Nom`; one that is more than a path is shown as it is. */
export function useWordsOf(): (expression: string) => string {
  const { t } = useLingui();
  const { sources } = useReadable();
  const known: Record<string, string> = {
    'today()': t`Avui`,
    'now()': t`Ara`,
    'run.id': t`Identificador de l’execució`,
    'run.started_at': t`Quan ha començat l’execució`,
    'run.url': t`Adreça de l’execució`,
    'workflow.id': t`Identificador del flux`,
  };
  const roots: Record<string, string> = { input: t`Inici`, trigger: t`Inici`, item: t`Element`, data: '', outer: t`Bucle de fora` };
  return (expression) => {
    if (known[expression]) return known[expression];
    const names = pathNames(expression);
    if (!names) return expression;
    const [root = '', ...rest] = names;
    if (root === 'steps') {
      const [id = '', , ...fields] = rest;
      const step = sources.find(({ placed }) => placed?.step.id === id)?.placed?.step;
      return joined([step?.name || id, ...fields.filter((name) => name !== 'data').map(wordOf)]);
    }
    const start = roots[root] ?? wordOf(root);
    return joined([start, ...rest.map(wordOf)].filter(Boolean));
  };
}

const joined = (words: string[]) => words.join(' › ');
const wordOf = (name: string) => (/^\[\d+\]$/.test(name) ? `${Number(name.slice(1, -1)) + 1}` : fieldWord(name));
