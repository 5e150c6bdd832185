/** What the field `id` of an operation names: the thing that the operation is about. */

/** Where `id` is of the area's own things; other operations of the area name something else by it, such as a note. */
const OWN = [
  [/^contact\.(update|archive|delete|erase|export_data|get|add_tags|remove_tags|restore)$/, 'contact'],
  [/^invoice\.(?!archive_|books_get$)/, 'invoice'],
  [/^deal\.(update|archive|get|move)$/, 'deal'],
  [/^case\.(update|get)$/, 'case'],
  [/^workflows\./, 'workflow'],
  [/^integrations\./, 'connection'],
] as const;

/** Types of the API's own names have the words of their short ones: `cases.create` those of `case.create`. */
export const shortType = (type: string) => type.replace(/^(contact|invoice|case|deal|message|agent|document)s\./, '$1.');

/** The kind of thing; undefined where `id` is that of something else, or nothing is known of the type. */
export const ownId = (type: string) => OWN.find(([types]) => types.test(shortType(type)))?.[1];
