/** The text without accents and capitals, as people search. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}

/** Whether each word of what is typed is in a text, wherever. */
export function hasWords(text: string, typed: string): boolean {
  const searched = plain(text);
  return plain(typed).split(/\s+/).every((word) => searched.includes(word));
}
