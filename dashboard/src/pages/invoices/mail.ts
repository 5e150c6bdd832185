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

interface ReminderWords {
  subject: (number: string, seller: string) => string;
  message: (number: string, left: string, due: string | undefined) => string;
}

const REMINDERS: Record<Language, ReminderWords> = {
  ca: {
    subject: (number, seller) => `Recordatori de la factura ${number} de ${seller}`,
    message: (number, left, due) =>
      `Bon dia,\n\nLa factura ${number}${due ? ` va vèncer el ${due}` : ' ha vençut'} i en queden per pagar ${left}. La tornem a adjuntar.\n\nSi ja l’heu pagada, no feu cas d’aquest correu.`,
  },
  es: {
    subject: (number, seller) => `Recordatorio de la factura ${number} de ${seller}`,
    message: (number, left, due) =>
      `Buenos días:\n\nLa factura ${number}${due ? ` venció el ${due}` : ' ha vencido'} y quedan por pagar ${left}. La adjuntamos de nuevo.\n\nSi ya la habéis pagado, no hagáis caso de este correo.`,
  },
  en: {
    subject: (number, seller) => `Reminder of invoice ${number} from ${seller}`,
    message: (number, left, due) =>
      `Hello,\n\nInvoice ${number} ${due ? `was due on ${due}` : 'is overdue'} and ${left} of it are still to be paid. Please find it attached again.\n\nIf you have paid it already, please ignore this message.`,
  },
};

const spokenOf = (language: string | undefined): Language => (language && language in WORDS ? (language as Language) : 'ca');
const moneyIn = (language: Language, amount: number, currency: string) => new Intl.NumberFormat(language, { style: 'currency', currency, useGrouping: 'always' }).format(amount);
const dayIn = (language: Language, day: string) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));

/** The mail that reminds of what is still to be paid. */
export function reminderOf({ number = '', amount_due: left, currency, due_date: due, language }: Invoice, seller: string): Mail {
  const spoken = spokenOf(language);
  const { subject, message } = REMINDERS[spoken];
  return { subject: subject(number, seller), message: `${message(number, moneyIn(spoken, left, currency), due && dayIn(spoken, due))}\n\n${seller}` };
}

/** The mail of an issued invoice. */
export function mailOf({ number = '', total, currency, due_date: due, amount_due: left, language }: Invoice, seller: string): Mail {
  const spoken = spokenOf(language);
  const amount = moneyIn(spoken, total, currency);
  const day = due && left > 0 ? dayIn(spoken, due) : undefined;
  const { subject, message } = WORDS[spoken];
  return { subject: subject(number, seller), message: `${message(number, amount, day)}\n\n${seller}` };
}
