/** The client: its options, and the resources. */
import { add } from './added.js';
import { type Call, call } from './calls.js';
import type { Resources } from './resources.js';
import { type Fields, send } from './sending.js';
import { Session } from './session.js';
import { type ClientOptions, OF_REQUESTS, type RequestOptions, SHARED, type Settings, type SharedOptions } from './settings.js';
import { check, defined, refuse, settingsOf } from './settings.js';
import { type Operation, table } from './table.js';

export interface BiVelio extends Resources {}

/** The client of BiVelio's API. Throws ConfigurationError when there is no credential, or an option cannot be. */
export class BiVelio {
  #settings: Settings;
  #session: Session | undefined;

  constructor(options?: ClientOptions);
  /** @internal */
  constructor(options: ClientOptions, settings: Settings, session: Session | undefined);
  constructor(options: ClientOptions = {}, settings = settingsOf(options), session?: Session) {
    this.#settings = settings;
    this.#session = session;
    const resources = this as unknown as Record<string, Record<string, unknown>>;
    for (const [resource, operations] of table()) {
      const methods: Record<string, unknown> = (resources[resource] = {});
      for (const [name, operation] of operations) {
        methods[name] = (...given: unknown[]) => this.#call(operation, given);
        if (options.signIn && operation.query === 'grant_type') {
          this.#session = new Session(options.signIn, (fields) => send(settings, undefined, operation, fields, {}));
        }
      }
    }
    add(this, settings);
  }

  /** Where requests go. */
  get baseUrl(): string {
    return this.#settings.baseUrl;
  }

  /** Return a client with other options and the same credential: `bivelio.withOptions({ timeout: 5_000 }).contacts`. */
  withOptions(options: SharedOptions): BiVelio {
    check(options, SHARED);
    const { headers } = this.#settings;
    const settings = { ...this.#settings, ...defined(options), headers: { ...headers, ...options.headers } };
    return sharing(settings, this.#session);
  }

  /**
   * Call an operation by its path: one that is newer than this version of the client, or whose name a program is given.
   * An unknown one is sent again after a failure only when it certainly was not carried out.
   */
  request<T = Fields>(path: string, data: Fields = {}, options?: RequestOptions): Call<T> {
    const known = typeof path === 'string' && /^\/[a-z0-9_]+(\/[a-z0-9_]+)+$/.test(path);
    if (!known) refuse(`A path is like "/contacts/list", not ${JSON.stringify(path)}.`);
    const all = table().flatMap(([, operations]) => operations.map(([, operation]) => operation));
    const operation = all.find((one) => one.path === path) ?? { ...NEWER, path };
    return this.#call(operation, options ? [data, options] : [data]) as Call<T>;
  }

  #call(operation: Operation, given: unknown[]): Promise<unknown> {
    const [data, options = {}] = argumentsOf(operation, given);
    const { stream, ...others } = options;
    check(others, OF_REQUESTS);
    if (stream !== undefined) {
      if (!operation.streams) refuse(`${operation.path} has no stream.`);
      data['stream'] = stream;
    }
    return call((which, fields) => send(this.#settings, this.#session, which, fields, others), operation, data);
  }
}

// Outside of the class: a bundler renames a class that names itself.
function sharing(settings: Settings, session: Session | undefined): BiVelio {
  return new BiVelio({}, settings, session);
}

/** An operation that this version does not know. */
const NEWER: Omit<Operation, 'path'> = {
  takesKey: true,
  isRepeatable: false,
  isBare: false,
  streams: false,
  query: undefined,
  id: undefined,
  hasMore: false,
  inner: undefined,
  items: undefined,
  by: undefined,
};

type CallOptions = RequestOptions & { stream?: boolean };

/** Return the fields and the options of a call: `(fields, options)`, or first the id as a text. */
function argumentsOf({ path, id, hasMore, inner }: Operation, given: unknown[]): [Fields, CallOptions | undefined] {
  const [first, second, third] = given;
  if (typeof first !== 'string') {
    if (first !== undefined && (first === null || typeof first !== 'object')) refuse(`${path} takes an object of fields.`);
    return [{ ...first }, second as CallOptions | undefined];
  }
  if (!id) return refuse(`${path} takes an object of fields, not a text.`);
  if (!hasMore) return [{ [id]: first }, second as CallOptions | undefined];
  if (!inner) return [{ ...(second as Fields | undefined), [id]: first }, third as CallOptions | undefined];
  // Beside the short form stand the other fields and the options, in one object.
  const names = [...OF_REQUESTS, 'stream'];
  const [options, fields] = [true, false].map((isOption) =>
    Object.fromEntries(Object.entries(third ?? {}).filter(([name]) => names.includes(name) === isOption)),
  ) as [CallOptions, Fields];
  return [{ ...fields, ...(second !== undefined && { [inner]: second }), [id]: first }, options];
}
