import { describe, expect, it } from 'vitest';
import { translated, type Words } from './gallery-words';

const read = async <T>(files: Record<string, () => Promise<{ default: T }>>) =>
  Object.fromEntries(await Promise.all(Object.entries(files).map(async ([file, load]) => [file, (await load()).default] as const)));
const DEFINITIONS = await read(import.meta.glob<{ default: Record<string, unknown> }>('../../../../../docs/gallery/*.json'));
const WORDS = await read(import.meta.glob<{ default: Words }>('../gallery/*.json'));
const LANGUAGES = ['ca', 'es', 'en'];
const wordsOf = (language: string) => WORDS[`../gallery/${language}.json`]!;

const expressionsOf = (definition: unknown) => JSON.stringify(definition).match(/\{\{.*?\}\}/gs) ?? [];
const shape = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(shape) : typeof value === 'object' && value ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)])) : typeof value;

describe('a definition of the gallery', () => {
  it('says in Spanish what it says in Catalan', () => {
    const step = { id: 'ask', input: { message: "Aprova {{ format_money(input.total, 'EUR', 'ca') }}?", body: "{{ input.ok && 'Fet' || input.why }}", items: ['Fet'] } };
    const words = { 'Aprova {0}?': '¿Apruebas {0}?', Fet: 'Hecho' };
    expect(translated(step, words, 'es')).toEqual({
      id: 'ask',
      input: { message: "¿Apruebas {{ format_money(input.total, 'EUR', 'es') }}?", body: "{{ input.ok && 'Hecho' || input.why }}", items: ['Hecho'] },
    });
  });

  it('keeps its steps and its expressions in each language', () => {
    const words = new Set([...LANGUAGES, ...LANGUAGES.flatMap((language) => Object.entries(wordsOf(language)).flat())]);
    const bare = (text: string) => text.replace(/'([^']*)'/g, (whole, literal: string) => (words.has(literal) ? "''" : whole));
    for (const [file, definition] of Object.entries(DEFINITIONS)) {
      for (const language of LANGUAGES) {
        const said = translated(definition, wordsOf(language), language);
        expect(shape(said), file).toEqual(shape(definition));
        expect(expressionsOf(said).map(bare).sort(), `${file} ${language}`).toEqual(expressionsOf(definition).map(bare).sort());
      }
    }
  });

  it('leaves no word of another language', () => {
    const sources = new Set(Object.keys(wordsOf('en')));
    const left = Object.entries(DEFINITIONS).flatMap(([file, { name: _name, description: _about, ...definition }]) =>
      [...textsOf(definition)].filter((text) => !sources.has(text) && !SAME.has(text)).map((text) => `${file}: ${text}`),
    );
    expect(left).toEqual([]);
  });

  it('uses all words that there are', () => {
    const all = JSON.stringify(Object.values(DEFINITIONS).map((one) => translated(one, {}, 'ca')));
    for (const language of LANGUAGES) {
      const unused = Object.keys(wordsOf(language)).filter((text) => !all.includes(JSON.stringify(text.split(/\{\d\}/).sort((a, b) => b.length - a.length)[0]).slice(1, -1)));
      expect(unused, language).toEqual([]);
    }
  });
});

/** What is said alike in the three languages. */
const SAME = new Set(['{0} EUR: {1}', '{0}: {1}, {2}', 'Lead {0}: {1}', 'replace this secret', 'Not decided in time: {0} EUR, {1}']);
const SAYS = new Set(['message', 'subject', 'body', 'title', 'description', 'text']);

/** The texts for people in a definition, with `{0}` for its expressions: those with a word in them. */
function* textsOf(value: unknown, name = ''): Generator<string> {
  if (typeof value === 'string') {
    const parts = value.split(/(\{\{[\s\S]*?\}\})/);
    const key = parts.map((part, at) => (at % 2 ? `{${(at - 1) / 2}}` : part)).join('');
    if (SAYS.has(name) && /\p{L}{2}/u.test(parts.filter((_, at) => at % 2 === 0).join(' '))) yield key;
    return;
  }
  if (typeof value === 'object' && value) for (const [key, one] of Object.entries(value)) yield* textsOf(one, Array.isArray(value) ? name : key);
}
