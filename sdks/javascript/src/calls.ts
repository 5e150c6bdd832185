/** What methods return: promises of the data, which also give the raw response; those of lists can be walked. */
import type { Answer, Fields } from './sending.js';
import { refuse } from './settings.js';
import type { Operation } from './table.js';

/** A call under way. */
export interface Call<T> extends Promise<T> {
  /** Return the data with the raw response and the id of the request. */
  withResponse(): Promise<Answer<T>>;
}

/** A call of a list: `for await` walks all pages, each asked for when it is needed. */
export interface ListCall<P, Item> extends Call<P & Page<P, Item>>, AsyncIterable<Item> {}

/** The call of a stream. */
export interface StreamCall<T, Event> extends Call<T>, AsyncIterable<Event> {}

export type Send = (operation: Operation, data: Fields) => Promise<Answer<unknown>>;

/** A page of a list: the fields of the answer, and the way to other pages. `for await` walks this and all that follow. */
export class Page<P, Item> implements AsyncIterable<Item> {
  #send: Send;
  #operation: Operation;
  #asked: Fields;

  /** @internal */
  constructor(send: Send, operation: Operation, asked: Fields, data: object) {
    Object.assign(this, data);
    this.#send = send;
    this.#operation = operation;
    this.#asked = asked;
  }

  /** The items of this page alone. */
  get items(): Item[] {
    return this.#field(this.#operation.items!) as Item[];
  }

  /** Whether a page follows. */
  hasNext(): boolean {
    return !!this.#next();
  }

  /** Return the page that follows; undefined after the last one. */
  async nextPage(): Promise<(P & Page<P, Item>) | undefined> {
    const next = this.#next();
    return next && this.#ask(next);
  }

  /** Return another page of the list, by its number from 1. */
  async page(number: number): Promise<P & Page<P, Item>> {
    const { by, path } = this.#operation;
    if (by) refuse(`The pages of ${path} have no numbers: use nextPage().`);
    return this.#ask({ page: number });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (let page: Page<P, Item> | undefined = this; page; page = await page.nextPage()) yield* page.items;
  }

  #field(name: string): unknown {
    return (this as unknown as Fields)[name];
  }

  #next(): Fields | undefined {
    const { by } = this.#operation;
    if (!by) {
      const { page, total_pages } = this.#field('pagination') as { page: number; total_pages: number };
      return page < total_pages ? { page: page + 1 } : undefined;
    }
    const next = this.#field(`next_${by}`);
    // A cursor stands for the time that the list began at.
    return next && this.#field('has_more') !== false ? { from: undefined, [by]: next } : undefined;
  }

  async #ask(change: Fields): Promise<P & Page<P, Item>> {
    const asked = { ...this.#asked, ...change };
    return page(this.#send, this.#operation, asked, await this.#send(this.#operation, asked)) as P & Page<P, Item>;
  }
}

/** Return the data of an answer; that of a list can be walked. */
function page(send: Send, operation: Operation, asked: Fields, answer: Answer<unknown>): unknown {
  return operation.items ? new Page(send, operation, asked, answer.data as object) : answer.data;
}

/** Begin a call. */
export function call(send: Send, operation: Operation, data: Fields): Promise<unknown> {
  let answer: Answer<unknown>;
  const promise = send(operation, data).then((came) => page(send, operation, data, (answer = came)));
  return Object.assign(promise, {
    withResponse: () => promise.then((found) => ({ ...answer, data: found })),
    ...((operation.items !== undefined || data['stream'] === true) && {
      async *[Symbol.asyncIterator]() {
        yield* (await promise) as AsyncIterable<unknown>;
      },
    }),
  });
}
