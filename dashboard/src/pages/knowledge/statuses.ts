/** The states of a source. */
export const STATUSES = ['waiting', 'ready', 'failed'] as const;
