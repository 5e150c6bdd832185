/**
 * Which modules share a file. Left alone, each set of pages that share something gets files of its own: a page loaded up to
 * forty, the sign-in with the frame eighty. So what the first load needs is in two files, and what pages share is joined
 * until a file is worth its request.
 */
import type { Rolldown } from 'vite';

/** A page loads so many bytes that it may not need rather than another file. */
const WORTH_A_FILE = 12_000;

/** What pages of workflows share is large: joined to anything else, others would load it. The fields of a schema are those of agents too. */
const WORKFLOWS = /\/src\/pages\/workflows\/(?!editor\/form\/(input-fields|form\.module)|logic\/(access|trigger)\.ts)/;

/** What the editor and the form of a run share, which lists of workflows would load. */
const STEP_FORMS = /\/src\/pages\/workflows\/(editor\/form\/(?!input-fields|form\.module)|logic\/(amount-of-time|condition|pieces|schedule|schema|schema-sample|values)\.ts)/;

type Chunking = Parameters<Rolldown.CodeSplittingNameFunction>[1];

/** The modules that some load at once: all that they import, without themselves, which stay what a page or a route loads. */
function loadedBy(names: RegExp, ids: Iterable<string>, chunking: Chunking): Set<string> {
  const found = new Set<string>();
  const entries = [...ids].filter((id) => names.test(id));
  const wanted = [...entries];
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    wanted.push(...(chunking.getModuleInfo(id)?.importedIds ?? []));
  }
  for (const entry of entries) found.delete(entry);
  return found;
}

/** The groups, for `output.codeSplitting`. */
export function chunks(): Rolldown.CodeSplittingOptions {
  const seen = new Set<string>();
  const known = new Map<string, Set<string>>();
  const group = (name: string, entries: RegExp, priority: number): Rolldown.CodeSplittingGroup => ({
    debugName: name,
    name: (id, context) => {
      const modules = known.get(name) ?? loadedBy(entries, seen, context);
      known.set(name, modules);
      return modules.has(id) ? name : null;
    },
    test: (id) => {
      seen.add(id);
      return true;
    },
    priority,
  });
  const shared = (name: string, test: (id: string) => boolean, priority: number): Rolldown.CodeSplittingGroup => ({
    name,
    test,
    minShareCount: 2,
    entriesAware: true,
    entriesAwareMergeThreshold: WORTH_A_FILE,
    priority,
  });
  return {
    groups: [
      group('entry', /\/src\/(main|pages\/sign-in\/sign-in)\.tsx$/, 4),
      group('frame', /\/src\/(app\/shell|pages\/start\/start)\.tsx$/, 3),
      shared('shared', (id) => /\/src\/|node_modules/.test(id) && !WORKFLOWS.test(id), 2),
      // After what they share with others, which they would take with them.
      shared('workflows', (id) => WORKFLOWS.test(id) && !STEP_FORMS.test(id), 1),
      { name: 'step-forms', test: STEP_FORMS, priority: 0 },
    ],
  };
}
