/** Time zones as people look for them: by the city, by the name that the zone has in their language, by its hours. */
import { plain } from '~/app/plain';

export interface Zone {
  /** As the API names it: `Europe/Madrid`. */
  id: string;
  /** Its city: `Madrid`. */
  city: string;
  /** `GMT+1`. */
  offset: string;
  /** What it is called: `hora estàndard del centre d’Europa`. */
  name: string;
}

/** The zones that the browser knows, and the one that is chosen. */
export function zones(chosen: string, locale: string, at = new Date()): Zone[] {
  return Array.from(new Set([chosen, ...Intl.supportedValuesOf('timeZone')]))
    .sort()
    .map((id) => zoneOf(id, locale, at));
}

export function zoneOf(id: string, locale: string, at = new Date()): Zone {
  return { id, city: (id.split('/').at(-1) ?? id).replaceAll('_', ' '), offset: part(id, locale, at, 'shortOffset'), name: part(id, locale, at, 'long') };
}

function part(id: string, locale: string, at: Date, timeZoneName: 'shortOffset' | 'long'): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: id, timeZoneName }).formatToParts(at);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  } catch {
    return ''; // a zone that the API knows and this browser does not
  }
}

const BETWEEN = /[\s/_()’']+/;
const TEXTS = [({ city }: Zone) => city, ({ id }: Zone) => id, ({ id, name, offset }: Zone) => `${id} ${name} ${offset}`];

/** The zones of which every typed word begins a word: those of the city first, then by the zone's own words, then by its name. */
export function zonesFor(typed: string, all: Zone[], most: number): Zone[] {
  const words = plain(typed).split(BETWEEN).filter(Boolean);
  const isIn = (text: string) => words.every((word) => plain(text).split(BETWEEN).some((each) => each.startsWith(word)));
  const ranks = all.map((zone) => TEXTS.findIndex((textOf) => isIn(textOf(zone))));
  return [0, 1, 2].flatMap((rank) => all.filter((_, at) => ranks[at] === rank)).slice(0, most);
}
