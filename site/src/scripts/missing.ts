// The page of an address that has none: its search looks for the words of that address.
import type { Words } from '../lib/words';
import { terms } from './fold';
import { start } from './search';

/** Words of addresses that say nothing of what was looked for. */
const FORMS = new Set(['404', 'docs', 'htm', 'html', 'index', 'md', 'php', 'reference', 'v1']);
const MOST_WORDS = 6;

/** Show what is likely meant by the address. */
export function suggest(place: HTMLElement, t: Words): Promise<void> {
  const { base, prefix } = place.dataset as { base: string; prefix: string };
  place.querySelector('input')!.value = wordsOf(asked(base), prefix);
  return start(place, base, prefix, t);
}

/** The address that was asked for, which the bar shows again where another page led here. */
function asked(base: string): string {
  const address = new URLSearchParams(location.search).get('address');
  if (!address?.startsWith(base)) return location.pathname;
  history.replaceState(null, '', address);
  return address;
}

/** What an address is about, `contacts merge` of `/docs/ca/reference/contacts/merge.html`. */
export function wordsOf(address: string, prefix: string): string {
  const words = terms(decoded(address)).filter((word) => word.length > 1 && word !== prefix && !FORMS.has(word));
  return words.slice(-MOST_WORDS).join(' ');
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
