/** The countries of ISO 3166-1 by their codes of two letters, with the names that the browser has of them. */
import type { Language } from '~/app/language';

/** A test compares them with those of the API. */
const CODES = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR
CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU
ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
`;

export const HOME = 'ES';
/** Where most clients are: they stand before the others. */
const NEAR = [HOME, 'AD', 'FR', 'PT'];

/** The name of a country in a language; its code where the browser knows none. */
export function countryName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // no code of a country: older data
  }
}

/** All countries, the near ones first, then by their names. */
export function countries(language: Language): { value: string; label: string }[] {
  const named = CODES.trim()
    .split(/\s+/)
    .map((value) => ({ value, label: countryName(value, language) }));
  const isNear = ({ value }: { value: string }) => NEAR.includes(value);
  const near = named.filter(isNear).sort((one, other) => NEAR.indexOf(one.value) - NEAR.indexOf(other.value));
  return [...near, ...named.filter((one) => !isNear(one)).sort((one, other) => one.label.localeCompare(other.label, language))];
}
