/**
 * The module `virtual:operation-titles`: what each operation that can be a step is called, in each language a chunk of its own. The
 * English titles are those of openapi.json; the others stand in the texts of the reference.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ID = 'virtual:operation-titles';
const LANGUAGES = ['ca', 'es', 'en'];

interface Document {
  paths: Record<string, { post?: { operationId: string; summary: string; 'x-title'?: string } }>;
  components: { schemas: { Step: { discriminator: { mapping: Record<string, string> } } } };
}

export function operationTitles(openapi: string, texts: string): Plugin {
  return {
    name: 'operation-titles',
    resolveId: (id) => (id === ID || id.startsWith(`${ID}/`) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${ID}`) return `export default {${LANGUAGES.map((one) => `${one}: () => import('${ID}/${one}')`).join(',')}};`;
      if (!id.startsWith(`\0${ID}/`)) return undefined;
      const language = id.slice(ID.length + 2);
      const file = `${texts}/${language}.po`;
      this.addWatchFile(openapi);
      if (language !== 'en') this.addWatchFile(file);
      const translations = language === 'en' ? new Map<string, string>() : translationsOf(readFileSync(file, 'utf8'));
      return `export default ${JSON.stringify(titlesOf(JSON.parse(readFileSync(openapi, 'utf8')) as Document, translations))}`;
    },
  };
}

function titlesOf({ paths, components }: Document, translations: ReadonlyMap<string, string>): Record<string, string> {
  const { mapping } = components.schemas.Step.discriminator;
  const titles = Object.values(paths).flatMap(({ post }) => {
    if (!post || !(post.operationId in mapping)) return [];
    const english = post['x-title'] ?? post.summary;
    return [[post.operationId, (translations.get(english) ?? english).replace(/\.$/, '').replaceAll("'", '’')] as const];
  });
  return Object.fromEntries(titles);
}

/** The messages of one line of a catalogue, which titles are. */
function translationsOf(catalogue: string): Map<string, string> {
  const found = catalogue.matchAll(/^msgid ("(?:[^"\\]|\\.)+")\nmsgstr ("(?:[^"\\]|\\.)+")$/gm);
  return new Map([...found].map(([, message = '""', translation = '""']) => [JSON.parse(message) as string, JSON.parse(translation) as string]));
}
