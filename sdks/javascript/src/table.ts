/** Reads the packed table of operations. */
import { OPERATIONS } from './operations.js';

/** An operation: its path, and what may be done with a request of it. */
export interface Operation {
  path: string;
  /** Each request carries an Idempotency-Key. */
  takesKey: boolean;
  /** A request that was perhaps carried out may be sent again. */
  isRepeatable: boolean;
  /** Neither the request nor the answer has an envelope. */
  isBare: boolean;
  /** `stream: true` answers events. */
  streams: boolean;
  /** The field that goes to the query string. */
  query: string | undefined;
  /** The field that a text as the first argument stands for. */
  id: string | undefined;
  /** Whether other fields may follow that text. */
  hasMore: boolean;
  /** The field that the argument after that text is; without it, that argument has the other fields. */
  inner: string | undefined;
  /** Of a list: the field with the items, the field of the request that asks for a page, and where a cursor is. */
  items: string | undefined;
  by: string;
  cursor: string | undefined;
}

const ENTRY = /^(\w+)(\/[\w/]+)?([+!^~]*)(?:\?(\w+))?(?:([*:])(\w+)(?:>(\w+))?)?(?:=(\w+)(?:<(\w+)<(\w+))?)?$/;

/** Return the operations of each resource by the names of its methods: `contacts` and `importStatus`. */
export function table(): [string, [string, Operation][]][] {
  return OPERATIONS.split(';').map((line) => {
    const [resource = '', ...entries] = line.split(' ');
    return [
      resource,
      entries.map((entry) => {
        const [, name = '', path, flags = '', query, mark, id, inner, items, by, cursor] = ENTRY.exec(entry)!;
        return [
          name.replace(/_./g, (pair) => pair[1]!.toUpperCase()),
          {
            path: `/${resource}${path ?? `/${name}`}`,
            takesKey: flags.includes('+'),
            isRepeatable: !flags.includes('!'),
            isBare: flags.includes('^'),
            streams: flags.includes('~'),
            query,
            id,
            hasMore: mark === ':',
            inner,
            items,
            by: by ?? 'page',
            cursor,
          },
        ];
      }),
    ];
  });
}
