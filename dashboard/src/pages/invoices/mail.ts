/** The mail that brings an invoice, as it is proposed: in the invoice's language, which is the client's. */
import type { Invoice } from '@bivelio/sdk';
import type { Language } from '~/app/language';

export interface Mail {
  subject: string;
  message: string;
}

interface Words {
  subject: (number: string, seller: string) => string;
  message: (number: string, total: string, due: string | undefined) => string;
}

const WORDS: Record<Language, Words> = {
  ca: {
    subject: (number, seller) => `Factura ${number} de ${seller}`,
    message: (number, total, due) => `Bon dia,\n\nUs adjuntem la factura ${number}, de ${total}${due ? `, amb venciment el ${due}` : ''}.`,
  },
  es: {
    subject: (number, seller) => `Factura ${number} de ${seller}`,
    message: (number, total, due) => `Buenos días:\n\nAdjuntamos la factura ${number}, de ${total}${due ? `, con vencimiento el ${due}` : ''}.`,
  },
  en: {
    subject: (number, seller) => `Invoice ${number} from ${seller}`,
    message: (number, total, due) => `Hello,\n\nPlease find attached invoice ${number}, of ${total}${due ? `, due on ${due}` : ''}.`,
  },
};

/** The mail of an issued invoice. */
export function mailOf({ number = '', total, currency, due_date: due, amount_due: left, language }: Invoice, seller: string): Mail {
  const spoken = language && language in WORDS ? (language as Language) : 'ca';
  const amount = new Intl.NumberFormat(spoken, { style: 'currency', currency, useGrouping: 'always' }).format(total);
  const day = due && left > 0 ? new Intl.DateTimeFormat(spoken, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(due)) : undefined;
  const { subject, message } = WORDS[spoken];
  return { subject: subject(number, seller), message: `${message(number, amount, day)}\n\n${seller}` };
}
