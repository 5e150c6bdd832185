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
  /** Of a list: the field with the items. */
  items: string | undefined;
  /** Of a list without numbers of pages: the field that takes the cursor, which `next_` and its name has in an answer. */
  by: string | undefined;
}

/** `name@path+!^~?query*id>inner=items<by`, most of it absent: see `entry` of tools/sdk/javascript.py. */
const ENTRY = /^(?:(\w+)@)?([\w/]+)([+!^~]*)(?:\?(\w+))?(?:([*:])(\w*)(?:>(\w+))?)?(?:(=)(\w*)(?:<(\w+))?)?$/;

/** Return the operations of each resource by the names of its methods: `contacts` and `importStatus`. */
export function table(): [string, [string, Operation][]][] {
  return OPERATIONS.split(';').map((line) => {
    const [head = '', ...entries] = line.split(' ');
    const [resource = '', common = 'id'] = head.split(':');
    return [
      resource,
      entries.map((entry) => {
        const [, own, rest = '', flags = '', query, mark, id, inner, isList, items, by] = ENTRY.exec(entry)!;
        const path = `/${resource}/${rest}`;
        return [
          (own ?? rest).replace(/[_/]./g, (pair) => pair[1]!.toUpperCase()),
          {
            path,
            takesKey: flags.includes('+'),
            isRepeatable: !flags.includes('!'),
            isBare: flags.includes('^'),
            streams: flags.includes('~'),
            query,
            id: mark && (id || common),
            hasMore: mark === ':',
            inner,
            items: isList && (items || /(\w+)(\/list)?$/.exec(path)![1]),
            by,
          },
        ];
      }),
    ];
  });
}
