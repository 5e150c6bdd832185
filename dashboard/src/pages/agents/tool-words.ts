/** The tools of agents in words: what they are called, what they are about, what they may do. */
import rights from 'virtual:operation-rights';
import { language } from '~/app/language';
import { useLevelNames, useScopeWords } from '../keys/scope-words';
import type { Level } from '../keys/scopes';
import { AREAS } from '~/app/operation-areas';
import { useOperationTitles } from '~/app/operation-titles';
import { operationOf } from './grants';
import { isServerTool, partsOf } from './server-tools';

/** A tool for people. */
export interface ToolWords {
  title: string;
  /** What it is about. */
  area: string;
  /** What it may do: "Factures: llegir i escriure". */
  may: string;
  changes: boolean;
}

/** No agent may be granted the operation by which agents are invoked. */
const NO_TOOL = 'agents.invoke';

/** All tools that the platform has, in the order of their areas; none until their titles are there. */
export function useOwnTools(): { name: string; words: ToolWords }[] {
  const titles = useOperationTitles();
  const wordsOf = useToolWords();
  const names = Object.keys(titles ?? {}).filter((name) => name !== NO_TOOL);
  return Object.keys(AREAS).flatMap((area) => names.filter((name) => name.startsWith(`${area}.`)).map((name) => ({ name, words: wordsOf(name) })));
}

/** Return the function that says a tool in words; one that is not known is called by its name, and changes something for all one knows. */
export function useToolWords(): (tool: string) => ToolWords {
  const titles = useOperationTitles();
  const scopeWords = useScopeWords();
  const levels = useLevelNames();
  return (tool) => {
    if (isServerTool(tool)) {
      const [connection, title] = partsOf(tool);
      return { title: `${title} (${connection})`, area: connection, may: '', changes: true };
    }
    const operation = operationOf(tool);
    const { scope, changes } = rights[operation] ?? { scope: '', changes: true };
    const said = scopeWords(scope);
    const [area = ''] = operation.split('.');
    return {
      title: titles?.[operation] ?? tool,
      area: AREAS[area]?.[language()] ?? area,
      may: said === scope ? (levels[scope.split(':')[1] as Level] ?? '') : said,
      changes,
    };
  };
}
