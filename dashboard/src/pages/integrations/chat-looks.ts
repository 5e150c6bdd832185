/** How the chat of a site looks: what its connection has, what a form changes, and what is sent. */
import type { Connection, WebChat } from '@bivelio/sdk';

export const CHAT_LANGUAGES = ['ca', 'es', 'en'] as const;
export type ChatLanguage = (typeof CHAT_LANGUAGES)[number];

/** The words of the chat itself, as its script has them: those of its visitors' language, whichever one the dashboard speaks. */
export const WORDS: Record<ChatLanguage, { title: string; hello: string; visitor: string }> = {
  ca: { title: 'Parla amb nosaltres', hello: 'Hola! Com et podem ajudar?', visitor: 'Tu' },
  es: { title: 'Habla con nosotros', hello: '¡Hola! ¿En qué te podemos ayudar?', visitor: 'Tú' },
  en: { title: 'Talk to us', hello: 'Hello! How can we help you?', visitor: 'You' },
};

export type ChatValues = {
  title: string;
  origins: string;
  color: string;
  position: 'right' | 'left';
  /** The first is that of pages that do not say theirs. */
  languages: ChatLanguage[];
  ca: string;
  es: string;
  en: string;
};

export function valuesOf({ settings }: Pick<Connection, 'settings'>): ChatValues {
  const { title = '', origins, color = '#1d4e7c', position = 'right', languages, greeting = {} } = settings as Partial<WebChat>;
  return {
    title: title ?? '',
    origins: (origins ?? []).join(', '),
    color: color.toLowerCase(),
    position,
    languages: languages ?? [...CHAT_LANGUAGES],
    ca: greeting.ca ?? '',
    es: greeting.es ?? '',
    en: greeting.en ?? '',
  };
}

export function chatOf({ title, origins, color, position, languages, ...greetings }: ChatValues): WebChat {
  const written = CHAT_LANGUAGES.filter((one) => greetings[one].trim()).map((one) => [one, greetings[one].trim()]);
  return {
    origins: origins.split(/[\s,]+/).filter(Boolean),
    ...(title.trim() && { title: title.trim() }),
    greeting: Object.fromEntries(written),
    languages,
    color,
    position,
  };
}

/** What a visitor is greeted with in a language; undefined where the chat has words of its own. As `greet` of the script has it. */
export function greetingIn(language: ChatLanguage, values: ChatValues): string | undefined {
  return [language, ...values.languages, ...CHAT_LANGUAGES].map((one) => values[one].trim()).find(Boolean);
}

/** Black or white, whichever is easier to read on a colour: one of them always has 4.5:1. As `on` of the script has it. */
export function textOn(colour: string): '#000' | '#fff' {
  return luminance(colour) > 0.179 ? '#000' : '#fff';
}

/** WCAG 2.2, "relative luminance". */
export function luminance(colour: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
