/** What documents are, as the API names it. */
export const KINDS = ['invoice', 'receipt', 'contract', 'deed', 'report', 'other'] as const;
