// The search: its index is loaded when the dialog opens for the first time.
import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import type { Words } from '../lib/words';
import { folded, terms } from './fold';

interface Source {
  pages: [slug: string, title: string, kind: number][];
  sections: [page: number, anchor: string, heading: string, words: string, english?: string][];
  synonyms: Record<string, string[]>;
  common: string[];
}

export interface Found {
  url: string;
  title: string;
  heading: string;
  kind: number;
}

/** By kind: guides before operations, these before types of events and error codes, decisions and measurements last. */
const WEIGHT = [1.3, 1, 0.6, 0.25, 0.7];
const OPERATION = 1;
/** What a word of a guide's title counts at its beginning: whoever types the title wants to begin there. */
const BEGINNING = 2.5;
/** Operations that one begins with, before the others of their resource. */
const FIRST = /\/(create|send|list|upload)$/;
const FIRST_WEIGHT = 1.25;
/** Lists that name everything: found by what they are about, after the pages about it. */
const LISTS: Record<string, number> = { 'event-types': 0.4, 'workflow-gallery': 0.6 };
/** Typing errors are forgiven when a query finds nothing as it was typed. */
const FORGIVING: SearchOptions = { fuzzy: (term) => (term.length > 3 ? 0.3 : false), maxFuzzy: 2 };
const FEW = 3;
const MOST = 12;
const PER_PAGE = 2;

/** What finds places by a query, from the file that tools/site/search.py writes. */
export function searcher(source: Source): (query: string) => Found[] {
  const common = new Set(source.common);
  const others = new Map<string, string[]>();
  for (const [word, words] of Object.entries(source.synonyms)) others.set(folded(word), words);
  const same = (word: string) => others.get(word) ?? others.get(word.replace(/s$/, '')) ?? others.get(word.replace(/es$/, '')) ?? [];
  const also = (text: string) => terms(text).flatMap(same).join(' ');
  /** Titles are plurals, `Facturas`, `Factures`, and people type one: `factura`. */
  const singular = (title: string) => terms(title).map(singularOf).join(' ');
  /** The words of the title of each guide, by its first section. */
  const beginnings = new Map<number, Set<string>>();
  source.sections.forEach(([page, anchor], id) => {
    const [, title, kind] = source.pages[page];
    if (kind === 0 && !anchor) beginnings.set(id, new Set(terms(`${title} ${singular(title)} ${also(title)}`)));
  });
  const index = new MiniSearch({
    fields: ['title', 'alsoTitle', 'heading', 'also', 'words', 'alsoWords'],
    tokenize: terms,
    processTerm: (term) => folded(term),
    searchOptions: {
      boost: { title: 5, alsoTitle: 4, heading: 3, also: 2.5, words: 1, alsoWords: 0.5 },
      prefix: (term) => term.length > 2,
      weights: { fuzzy: 0.35, prefix: 0.5 },
      boostDocument: (id, term) => weightOf(source, id as number) * (beginnings.get(id as number)?.has(term) ? BEGINNING : 1),
    },
  });
  index.addAll(
    source.sections.map(([page, anchor, heading, words, english = ''], id) => {
      const [, title, kind] = source.pages[page];
      const first = anchor ? '' : title;
      const inEnglish = kind === OPERATION ? `${english} ${also(english)}` : '';
      return { id, title: first, alsoTitle: `${kind === 0 ? singular(first) : ''} ${also(first)} ${inEnglish}`, heading, also: `${english} ${also(heading)}`, words: `${title} ${words}`, alsoWords: also(words) };
    }),
  );
  /** A query without the words that no section has because they say nothing, unless it has no others. */
  const told = (query: string) => {
    const words = terms(query);
    const saying = words.filter((word) => word.length > 2 && !common.has(folded(word)));
    return (saying.length ? saying : words).join(' ');
  };
  return (query) => {
    const attempts: SearchOptions[] = [{ combineWith: 'AND' }, { combineWith: 'AND', ...FORGIVING }, { combineWith: 'OR', ...FORGIVING }];
    const hits: SearchResult[] = [];
    const asked = told(query);
    for (const attempt of attempts) {
      if (hits.length >= FEW) break; // what has all words first, then what has some
      const known = new Set(hits.map(({ id }) => id));
      hits.push(...index.search(asked, attempt).filter(({ id }) => !known.has(id)));
    }
    const perPage = new Map<number, number>();
    const found: Found[] = [];
    for (const { id } of hits) {
      const [page, anchor, heading] = source.sections[id];
      const seen = perPage.get(page) ?? 0;
      if (seen >= PER_PAGE) continue;
      perPage.set(page, seen + 1);
      const [slug, title, kind] = source.pages[page];
      found.push({ url: `${slug}/${anchor ? `#${anchor}` : ''}`, title, heading, kind });
      if (found.length === MOST) break;
    }
    return found;
  };
}

/** The singular of a plural of Catalan or Spanish that is one of most: `factures`, `facturas`. */
function singularOf(word: string): string {
  return word.length > 4 ? word.replace(/(es|as)$/, 'a') : word;
}

function weightOf({ pages, sections }: Source, id: number): number {
  const [slug, , kind] = pages[sections[id][0]];
  return WEIGHT[kind] * (LISTS[slug] ?? 1) * (FIRST.test(slug) ? FIRST_WEIGHT : 1);
}

/** Start a search in a place that has its field: a dialog, or a page. It works from then on by itself. */
export async function start(place: HTMLElement, base: string, prefix: string, t: Words): Promise<void> {
  const field = place.querySelector('input')!;
  const results = place.querySelector<HTMLElement>('.search-results')!;
  const language = prefix || 'en';
  results.replaceChildren(paragraph(t.loading));
  const answer = await fetch(`${base}search-${language}.json`);
  const find = searcher(await answer.json());
  const show = () => {
    const query = field.value.trim();
    if (!query) return results.replaceChildren(paragraph(t.hint));
    const found = find(query);
    if (found.length === 0) return results.replaceChildren(paragraph(`${t.nothing} “${query}”.`));
    const list = document.createElement('ul');
    list.append(...found.map((one) => entry(one, `${base}${prefix ? `${prefix}/` : ''}${one.url}`, t)));
    results.replaceChildren(list);
  };
  field.addEventListener('input', show);
  place.querySelector('form')!.addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
  place.addEventListener('keydown', (event) => move(event, field, [...results.querySelectorAll('a')]));
  show();
}

function move(event: KeyboardEvent, field: HTMLInputElement, links: HTMLAnchorElement[]): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || links.length === 0) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement as HTMLAnchorElement) + step;
  (at < 0 ? field : links[Math.min(at, links.length - 1)]).focus();
}

function entry(found: Found, url: string, t: Words): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = url;
  const at = document.createElement('span');
  at.className = 'at';
  const parts = found.heading && found.heading !== found.title ? [found.heading, found.title] : [found.title, ''];
  const [place, kind] = [document.createElement('span'), document.createElement('span')];
  place.textContent = parts[1];
  kind.textContent = t.kinds[found.kind];
  at.append(place, kind);
  link.append(parts[0], at);
  link.addEventListener('click', () => link.closest('dialog')?.close());
  item.append(link);
  return item;
}

function paragraph(text: string): HTMLParagraphElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
