/** The interface's language: the catalogues of messages, and the dates and numbers of `Intl`. */
import { i18n } from '@lingui/core';
import { remember, remembered } from './remembered';

export const LANGUAGES = ['ca', 'es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in each language, for what is needed before its catalogue is loaded: the names of pages. */
export type Text = Record<Language, string>;

export const NAMES: Text = { ca: 'Català', es: 'Español', en: 'English' };

const KEPT_AS = 'language';

type Catalogue = { messages: Record<string, string> };
const TRANSLATED = import.meta.glob<Catalogue>(['./locales/*.po', '../pages/*/locales/*.po']);
/** Texts are written in Catalan; a catalogue has them where they are translated. */
const SOURCES = import.meta.glob<Catalogue>(['./locales/es.po', '../pages/*/locales/es.po'], { query: '?source' });
const loaded = new Set<string>();

/** The language in use. */
export function language(): Language {
  return (LANGUAGES as readonly string[]).includes(i18n.locale) ? (i18n.locale as Language) : 'ca';
}

/** Load the messages of an area of pages (its folder's name), in the language in use. */
export async function loadArea(area: string): Promise<void> {
  await load(`../pages/${area}/locales`, language());
  areas.add(area);
}

const areas = new Set<string>();

async function load(folder: string, locale: Language): Promise<void> {
  const file = `${folder}/${locale}.po`;
  const read = locale === 'ca' ? SOURCES[`${folder}/es.po`] : TRANSLATED[file];
  if (loaded.has(file) || !read) return;
  i18n.load(locale, (await read()).messages);
  loaded.add(file);
}

/** Show everything in another language, which somebody chose, and remember it in this browser. */
export async function speak(locale: Language): Promise<void> {
  await show(locale);
  remember(KEPT_AS, locale);
}

/** Show everything in a language. */
export async function show(locale: Language): Promise<void> {
  await Promise.all([load('./locales', locale), ...Array.from(areas, (area) => load(`../pages/${area}/locales`, locale))]);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

/** The language to begin with: the one that was chosen in this browser, else the first of the browser's own that we speak, else Catalan. */
export function firstLanguage(): Language {
  const spoken = navigator.languages.map((one) => one.slice(0, 2).toLowerCase() as Language);
  return chosenLanguage() ?? spoken.find((one) => LANGUAGES.includes(one)) ?? 'ca';
}

/** The language that was chosen in this browser. */
export function chosenLanguage(): Language | undefined {
  const kept = remembered(KEPT_AS) as Language;
  return LANGUAGES.includes(kept) ? kept : undefined;
}
