/** The changes of many invoices, each with the invoices that it is for. None of them can be undone. */
import type { Invoice, MarkPaid } from '@bivelio/sdk';
import { each, type Work } from '~/app/bulk';
import { mailOf, reminderOf } from './mail';

const DUE = ['pending', 'sent', 'partially_paid', 'overdue'];

const isOurs = ({ type }: Invoice) => type === 'issued';

/** One after the other, the oldest first, so that the numbers follow the days. */
export const issuing: Work<Invoice> = {
  ...each<Invoice>((client, { id }) => client.invoices.issue(id), { concerns: (one) => isOurs(one) && one.status === 'draft' }),
  size: 1,
  order: (one, other) => one.issue_date.localeCompare(other.issue_date) || one.created_at.localeCompare(other.created_at),
};

/** The mail that brings each invoice, in its language. */
export function sending(seller: string): Work<Invoice> {
  return each<Invoice>((client, one) => client.invoices.send(one.id, mailOf(one, seller)), {
    concerns: (one) => isOurs(one) && ['paid', ...DUE].includes(one.status),
  });
}

export function reminding(seller: string): Work<Invoice> {
  return each<Invoice>((client, one) => client.invoices.send(one.id, reminderOf(one, seller)), {
    concerns: (one) => isOurs(one) && one.status === 'overdue',
  });
}

/** What is due of each is paid; an invoice that somebody has paid meanwhile stays as it is. */
export function paying({ date, method }: { date: string; method: NonNullable<MarkPaid['method']> }): Work<Invoice> {
  return each<Invoice>((client, { id }) => client.invoices.markPaid(id, { ...(date && { date }), method }), { concerns: ({ status }) => DUE.includes(status) });
}
