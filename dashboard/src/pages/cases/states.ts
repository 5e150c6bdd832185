/** The states and priorities of a case, as the API names them. */
export const STATUSES = ['open', 'in_progress', 'waiting', 'closed'] as const;
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Status = (typeof STATUSES)[number];
export type Priority = (typeof PRIORITIES)[number];
