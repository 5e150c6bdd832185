/** The filters of the list as the address has them, and as conditions of the API. */

/** What the list shows. */
export interface Shown {
  q?: string | undefined;
  type?: 'person' | 'company' | undefined;
  tags?: string[] | undefined;
  company?: string | undefined;
  owner?: 'mine' | 'nobody' | undefined;
  sort?: string | undefined;
  /** Who looks at it, where `owner` says `mine`. */
  me: string;
}

/** An address without filters, order, columns and view. */
export const without = {
  q: undefined,
  type: undefined,
  tags: undefined,
  company: undefined,
  owner: undefined,
  sort: undefined,
  cols: undefined,
  view: undefined,
  page: undefined,
};

type Condition = Record<string, unknown>;

/** The conditions that have no field of their own in a request of the list. */
export function conditionsOf({ company, owner, me }: Shown): Condition[] {
  return [
    ...(company ? [{ field: 'company_id', equals: company }] : []),
    ...(owner === 'mine' ? [{ field: 'owner_id', equals: me }] : []),
    ...(owner === 'nobody' ? [{ field: 'owner_id', empty: true }] : []),
  ];
}

/** All of them together; undefined for none. */
export function allOfThem(conditions: Condition[]): Condition | undefined {
  return conditions.length > 1 ? { and: conditions } : conditions[0];
}

/** The filter of a view that shows the same, beside what an open one has. */
export function viewFilter(shown: Shown, open?: Condition): Condition | undefined {
  const { type, tags = [] } = shown;
  return allOfThem([
    ...(open ? [open] : []),
    ...(type ? [{ field: 'type', equals: type }] : []),
    ...tags.map((tag) => ({ field: 'tags', equals: tag })),
    ...conditionsOf(shown),
  ]);
}

/** What the list is asked with. */
export function askedOf(shown: Shown, view: string | undefined) {
  const { q, type, tags = [] } = shown;
  const filter = allOfThem(conditionsOf(shown));
  return { ...(view && { view }), ...(q && { search: q }), ...(type && { type }), ...(tags.length && { tags }), ...(filter && { filter }) };
}
