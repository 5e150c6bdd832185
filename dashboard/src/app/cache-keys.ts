/**
 * The names under which answers are kept: all of them are made here.
 *
 * `[source, environment, part, asked]`, where the part says what is kept. The pages of a list are a part of their own, since
 * a write changes them before the API has answered (`shown-at-once.ts`): whatever else is kept of the same operation, names
 * by id or a count, has another shape.
 */
import type { BiVelio } from '@bivelio/sdk';
import type { Environment } from './environment';

/** An operation, as it is called: `invoices.list` for `client.invoices.list`. */
export type Operation = { [R in Resource]: `${R}.${keyof BiVelio[R] & string}` }[Resource];
type Resource = Exclude<keyof BiVelio, 'baseUrl' | 'withOptions'>;

/** What an answer comes from: an operation, or what the dashboard reads by several of them or by none. */
export type Source = Operation | 'editor' | 'palette' | 'template';

/** An item of what an operation lists; never for one that lists nothing. */
export type ItemOf<O extends Operation> = O extends `${infer R extends Resource}.${infer M}`
  ? M extends keyof BiVelio[R]
    ? BiVelio[R][M] extends (...given: never[]) => AsyncIterable<infer Item>
      ? Item
      : never
    : never
  : never;

/** An operation that lists. */
export type ListOperation = { [O in Operation]: [ItemOf<O>] extends [never] ? never : O }[Operation];

type Part = 'read' | 'page' | 'feed';
export type CacheKey = readonly [source: Source, environment: Environment, part: Part, asked: readonly unknown[]];

/** What is read, with what it was asked with: `['webhooks.get', id]`. */
export type Name<S extends Source = Source> = readonly [source: S, ...asked: unknown[]];

function keyOf(part: Part, environment: Environment, [source, ...asked]: Name): CacheKey {
  return [source, environment, part, asked];
}

/** The name of an answer of any shape. */
export const readKey = (environment: Environment, name: Name) => keyOf('read', environment, name);

/** The name of a page of a list. */
export const pageKey = (environment: Environment, [source, ...asked]: Name<ListOperation>, page: number) =>
  keyOf('page', environment, [source, ...asked, { page }]);

/** The name of a list that goes on from a cursor. */
export const feedKey = (environment: Environment, name: Name) => keyOf('feed', environment, name);

/** The beginning of the names of all pages of a list. */
export const pagesOf = (environment: Environment, operation: ListOperation) => [operation, environment, 'page'] as const;

/** The beginning of the names of all that is kept of an operation. */
export const allOf = (environment: Environment, source: Source) => [source, environment] as const;

declare module '@tanstack/react-query' {
  interface Register {
    queryKey: CacheKey;
  }
}
