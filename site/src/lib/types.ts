// What the reference says of a field's type and limits, in each language. Read while the pages are built; no page loads it.
import translated from '../../generated/words.json';

const WORDS = {
  en: {
    expression: 'expression',
    or: 'or',
    listOf: 'list of',
    mapOf: 'map of',
    any: 'any value',
    one: { object: 'object', string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', array: 'list', null: 'null' },
    many: { object: 'objects', string: 'texts', integer: 'whole numbers', number: 'numbers', boolean: 'true or false' },
    atLeast: 'at least',
    atMost: 'at most',
    characters: 'characters',
    members: 'members',
    default: 'default',
  },
  ca: {
    expression: 'expressió',
    or: 'o',
    listOf: 'llista:',
    mapOf: 'mapa:',
    any: 'qualsevol valor',
    one: { object: 'objecte', string: 'text', integer: 'nombre enter', number: 'nombre', boolean: 'cert o fals', array: 'llista', null: 'null' },
    many: { object: 'objectes', string: 'textos', integer: 'nombres enters', number: 'nombres', boolean: 'cert o fals' },
    atLeast: 'almenys',
    atMost: 'com a màxim',
    characters: 'caràcters',
    members: 'elements',
    default: 'per defecte',
  },
  es: {
    expression: 'expresión',
    or: 'o',
    listOf: 'lista:',
    mapOf: 'mapa:',
    any: 'cualquier valor',
    one: { object: 'objeto', string: 'texto', integer: 'número entero', number: 'número', boolean: 'verdadero o falso', array: 'lista', null: 'null' },
    many: { object: 'objetos', string: 'textos', integer: 'números enteros', number: 'números', boolean: 'verdadero o falso' },
    atLeast: 'al menos',
    atMost: 'como máximo',
    characters: 'caracteres',
    members: 'elementos',
    default: 'por defecto',
  },
};

/** What a page is written in: its words for types, and the translation of what openapi.json says. */
export interface Tongue {
  words: (typeof WORDS)['en'];
  say: (text: string) => string;
}

/** The tongue of a language; English for any other. A text without a translation is said in English. */
export function tongue(language: string | undefined): Tongue {
  const texts = (translated as Record<string, Record<string, string>>)[language ?? 'en'] ?? {};
  return { words: WORDS[(language ?? 'en') as keyof typeof WORDS] ?? WORDS.en, say: (text) => texts[text] ?? text };
}
