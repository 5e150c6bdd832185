/** What an invoice is called: the number of a draft is provisional, and may go to another one before it is issued. */
import { language, type Text } from './language';

export type Numbered = { number?: string; number_status?: string | undefined };

const DRAFT: Text = { ca: 'Esborrany', es: 'Borrador', en: 'Draft' };

/** The number of an invoice; of a draft the word for one, in the reader's language. */
export function numberShown({ number, number_status: state }: Numbered): string {
  return state === 'provisional' ? DRAFT[language()] : (number ?? '');
}

/** What an invoice is called where it is one of many: drafts have no number of their own. */
export function namedAs(invoice: Numbered & { client?: { name: string } | undefined }): string {
  return [numberShown(invoice), invoice.client?.name].filter(Boolean).join(' · ');
}
