/**
 * One change of many rows of a list: which requests it takes, what each came to, and how it is taken back.
 *
 *     const close = each<ListedCase>((client, { id, version }) => client.cases.update(id, { version, status: 'closed' }));
 *     const outcome = await carryOut(client, close, rows, (done) => show(done));
 */
import type { BiVelio } from '@bivelio/sdk';
import { apiError } from './queries';

/** So many rows at most are changed at once. */
export const MOST = 5_000;
const A_PAGE = 100;
const AT_ONCE = 5;

/** A row as it was, and as it is now. */
export interface Changed<Row> {
  before: Row;
  after: Row;
}

/** A row that was not changed, and why: the API's error, or that nobody answered. */
export interface Failed<Row> {
  row: Row;
  error: unknown;
}

export interface Outcome<Row> {
  changed: Changed<Row>[];
  failed: Failed<Row>[];
  /** How many had nothing to change. */
  same: number;
  /** Those that were not tried, since it was stopped or nobody answered. */
  left: Row[];
}

/** What became of a row. */
export type Result<Row> = { after: Row } | { error: unknown };

/** How a change is sent: so many rows together, and what each came to. */
export interface Work<Row> {
  size: number;
  /** Whether there is anything to change of a row; of all by default. */
  concerns?: (row: Row) => boolean;
  /** In which order they go; by default as they were picked. */
  order?: (one: Row, other: Row) => number;
  send: (client: BiVelio, rows: Row[]) => PromiseLike<Result<Row>[]>;
  /** Take it back; there is none for what cannot be undone. */
  undo?: (client: BiVelio, changed: Changed<Row>[]) => PromiseLike<Result<Row>[]>;
}

/** Told how far it is; answers whether to go on. */
export type Progress = (done: number) => boolean;

/** A page of a list of rows. */
export type ReadPage<Row> = (client: BiVelio, at: { page: number; per_page: number }) => PromiseLike<{ items: Row[]; pagination: { total_pages: number } }>;

/** Work of a request for each row, some of them at once. What the API answers of a row replaces what was known of it. */
export function each<Row extends object>(
  ask: (client: BiVelio, row: Row) => PromiseLike<Partial<Row>>,
  { concerns, undo }: { concerns?: (row: Row) => boolean; undo?: (client: BiVelio, changed: Changed<Row>) => PromiseLike<Partial<Row>> } = {},
): Work<Row> {
  return {
    size: AT_ONCE,
    ...(concerns && { concerns }),
    send: (client, rows) => settled(rows, (row) => ask(client, row)),
    ...(undo && { undo: (client: BiVelio, changed: Changed<Row>[]) => settled(changed.map(({ after }) => after), (_row, at) => undo(client, changed[at]!)) }),
  };
}

async function settled<Row extends object>(rows: Row[], ask: (row: Row, at: number) => PromiseLike<Partial<Row>>): Promise<Result<Row>[]> {
  const answers = await Promise.allSettled(rows.map(ask));
  return answers.map((answer, at) => (answer.status === 'fulfilled' ? { after: { ...rows[at]!, ...answer.value } } : { error: answer.reason }));
}

/** Read all rows that a list has, each once. */
export async function gather<Row extends { id: string }>(client: BiVelio, read: ReadPage<Row>, tell: Progress): Promise<Row[]> {
  const found = new Map<string, Row>(); // one that is made meanwhile moves the others to the next page
  for (let page = 1; ; page += 1) {
    const { items, pagination } = await read(client, { page, per_page: A_PAGE });
    for (const row of items) found.set(row.id, row);
    if (page >= pagination.total_pages || found.size >= MOST || !tell(found.size)) return [...found.values()].slice(0, MOST);
  }
}

/** Change rows, as many together as the work says. */
export async function carryOut<Row>(client: BiVelio, work: Work<Row>, rows: Row[], tell: Progress): Promise<Outcome<Row>> {
  const concerned = rows.filter(work.concerns ?? (() => true));
  if (work.order) concerned.sort(work.order);
  const outcome = await inTurn(concerned, (row) => row, (some) => work.send(client, some), work.size, tell);
  return { ...outcome, same: rows.length - concerned.length };
}

/** Take a change back, of the rows that it changed. */
export function takeBack<Row>(client: BiVelio, { undo, size }: Work<Row>, changed: Changed<Row>[], tell: Progress): Promise<Outcome<Row>> {
  if (!undo) throw new Error('this change cannot be undone');
  return inTurn(changed, ({ after }) => after, (some) => undo(client, some), size, tell);
}

async function inTurn<Row, Item>(items: Item[], rowOf: (item: Item) => Row, send: (items: Item[]) => PromiseLike<Result<Row>[]>, size: number, tell: Progress): Promise<Outcome<Row>> {
  const outcome: Outcome<Row> = { changed: [], failed: [], same: 0, left: [] };
  for (let at = 0; at < items.length; at += size) {
    const some = items.slice(at, at + size);
    const results = await sent(some, send);
    for (const [index, item] of some.entries()) {
      const result = results[index] ?? { error: undefined };
      if ('after' in result) outcome.changed.push({ before: rowOf(item), after: result.after });
      else outcome.failed.push({ row: rowOf(item), error: result.error });
    }
    if (!tell(at + some.length) || results.every(isUnheard)) return { ...outcome, left: items.slice(at + size).map(rowOf) };
  }
  return outcome;
}

/** What a portion came to; a request that failed whole failed for each of its rows. */
async function sent<Row, Item>(items: Item[], send: (items: Item[]) => PromiseLike<Result<Row>[]>): Promise<Result<Row>[]> {
  try {
    return await send(items);
  } catch (error) {
    return items.map(() => ({ error }));
  }
}

/** Whether nobody who knows said no to this row: the next ones would not do better. */
function isUnheard(result: object): boolean {
  const error = 'error' in result ? result.error : 'changed';
  if (typeof error === 'string') return false; // what a batch says of a row
  const status = apiError(error)?.status;
  return status === undefined || status === 401 || status === 429 || status >= 500;
}

/** The rows that may be tried again: those that were not tried, and those of which nobody who knows said no. */
export function mayTryAgain<Row>({ failed, left }: Outcome<Row>): Row[] {
  return [...failed.filter(isUnheard).map(({ row }) => row), ...left];
}

/** What two runs came to, the second of which tried again what the first had left. */
export function together<Row>(first: Outcome<Row>, second: Outcome<Row>): Outcome<Row> {
  return {
    changed: [...first.changed, ...second.changed],
    failed: [...first.failed.filter((one) => !isUnheard(one)), ...second.failed],
    same: first.same + second.same,
    left: second.left,
  };
}
