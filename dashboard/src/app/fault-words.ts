/** What is wrong with what somebody typed, in words that stand below the field's label: the API's own name the field for programs. */
import type { FieldError } from '@bivelio/sdk';
import { language, type Text } from './language';

/** How the API's sentences begin, in its languages: `El camp 'name' és obligatori.` */
const BEGINNING = /^(?:El camp|El campo|The field) '[^']*',? /;

const EMPTY: Text = { ca: 'Cal omplir-ho.', es: 'Hay que rellenarlo.', en: 'Fill this in.' };

/** The sentence of a fault for the person who typed. */
export function faultWords({ constraint, message = '', limit }: FieldError): string {
  if (constraint === 'required' || (constraint === 'min_length' && limit === 1)) return EMPTY[language()];
  const rest = message.replace(BEGINNING, '');
  return rest.charAt(0).toLocaleUpperCase(language()) + rest.slice(1);
}
