/** The states of an invoice, as the API names them. */
export const STATUSES = ['draft', 'pending', 'sent', 'partially_paid', 'paid', 'overdue', 'void', 'rectified'] as const;
export type Status = (typeof STATUSES)[number];
