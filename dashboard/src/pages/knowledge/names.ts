/** The name of a collection by which programs call it, from its title: `La botiga en línia` is `la_botiga_en_linia`. */

const LONGEST = 40;
const FALLBACK = 'textos';

/** Lower-case letters and digits joined by `_`, beginning with a letter, as the API takes a name. */
export function nameOf(title: string): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '');
  return plain.slice(0, LONGEST).replace(/_+$/, '') || FALLBACK;
}
