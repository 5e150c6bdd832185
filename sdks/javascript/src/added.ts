/** What is added to the operations: files, waiting, following, streams. */
import type { Call, ListCall, StreamCall } from './calls.js';
import type { BiVelio } from './client.js';
import { WaitTimeoutError } from './errors.js';
import { type FileContent, base64, bytesOf, isFile, nameOf, refusePath, transfer, unbase64 } from './files.js';
import { pauseBeforeRetry, sleep } from './retries.js';
import { hex } from './sending.js';
import { type RequestOptions, type Settings, refuse } from './settings.js';
import type { EventStream } from './streams.js';
import type * as types from './types.js';

/** How long to wait, and who may stop it. */
export interface WaitOptions extends RequestOptions {
  /** Milliseconds to wait at most; by default an hour. */
  longest?: number | undefined;
}

/** An event of an agent's stream: a piece of the answer, a tool that was called, or the whole answer as the last one. */
export type AgentEvent =
  | { event: 'delta'; data: { text: string } }
  | { event: 'tool'; data: Record<string, unknown> }
  | { event: 'result'; data: types.Invocation };

export type AgentStream = EventStream<AgentEvent>;
type Streaming = RequestOptions & { stream: true };

export interface AddedAgents {
  /** Have an agent answer an input, event by event: `for await (const event of bivelio.agents.invoke(id, input, { stream: true }))`. */
  invoke(
    id: string,
    input: types.InvokeAgent['input'],
    options: Streaming & Omit<types.InvokeAgent, 'agent_id' | 'input' | 'stream'>,
  ): StreamCall<AgentStream, AgentEvent>;
  invoke(data: types.InvokeAgent & { stream: true }, options?: RequestOptions): StreamCall<AgentStream, AgentEvent>;
  invoke(data: types.InvokeAgent, options: Streaming): StreamCall<AgentStream, AgentEvent>;
}

export interface AddedWorkflows {
  /** Start a run of a workflow and wait for its end. Throws WaitTimeoutError when it goes on; the run does too. */
  execute(id: string, input: types.ExecuteWorkflow['input'], options: WaitOptions & { wait: true }): Promise<types.Instance>;
  execute(data: types.ExecuteWorkflow, options: WaitOptions & { wait: true }): Promise<types.Instance>;
  /** Wait for the end of a run. */
  wait(instanceId: string, options?: WaitOptions): Promise<types.Instance>;
}

export interface FollowOptions extends Omit<types.ListEvents, 'limit'> {
  /** Milliseconds between two questions when there is nothing new; by default 2,000. */
  pause?: number | undefined;
  /** Called with the cursor after each page of events was read: keep it to go on from there as `after`. */
  onCursor?: ((cursor: string) => void) | undefined;
}

export interface AddedEvents {
  /**
   * Follow the events as they happen, without an end; by default from now on. `break` or a signal stops it. Lost
   * connections, limits and errors that may pass are waited for, however often they come; others are thrown.
   */
  follow(data?: FollowOptions, options?: RequestOptions): AsyncIterable<types.EventRecord>;
}

export interface UploadOptions extends Omit<types.UploadDocument, 'filename' | 'content_base64'> {
  /** The name of the file; that of a File by default. */
  filename?: string | undefined;
}

export interface AddedDocuments {
  /** Upload a file, up to 20 MB. Above 4 MB it goes to an address of its own and is waited for until it was taken. */
  upload(file: FileContent, data?: UploadOptions, options?: WaitOptions): Promise<types.Document>;
  /** Get the file of a document. */
  download(documentId: string, options?: RequestOptions): Promise<Blob>;
}

export interface AddedInvoices {
  /** Get an invoice as a file. */
  download(id: string, format?: types.ExportInvoice['format'], options?: RequestOptions): Promise<Blob>;
}

export interface ImportOptions extends Omit<types.ImportContacts, 'csv' | 'id'> {
  /** Called with the import each time that its progress was asked for. */
  onProgress?: ((state: types.Import) => void) | undefined;
}

export interface AddedContacts {
  /** Import contacts from a CSV file, up to 50 MB, and wait until it is done. */
  importFile(file: FileContent, data?: ImportOptions, options?: WaitOptions): Promise<types.Import>;
  /** Get the file of an export that is completed. */
  downloadExport(id: string, options?: RequestOptions): Promise<Blob>;
}

const LARGEST_DOCUMENT_IN_A_REQUEST = 4_000_000;
const LARGEST_CSV_IN_A_REQUEST = 1_000_000;
const HOUR = 3_600_000;
const LONGEST_PAUSE_OF_A_FEED = 30_000;
const ENDED = /^(completed|failed|cancelled)$/;

/** Add the methods to the resources of a client. */
export function add(client: BiVelio, settings: Settings): void {
  const { contacts, documents, events, invoices, workflows } = client as unknown as Generated;
  const { execute } = workflows;
  const { upload } = documents;

  /** Ask again and again until something is over, with growing pauses. */
  async function until<T>(
    ask: () => Promise<T>,
    isOver: (state: T) => boolean,
    longest: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const end = Date.now() + (longest ?? HOUR);
    for (let pause = 250; ; pause = Math.min(pause * 1.5, 5_000)) {
      const state = await ask();
      if (isOver(state)) return state;
      const left = end - Date.now();
      if (left <= 0) throw new WaitTimeoutError('It goes on: ask for its state later.', state);
      await sleep(Math.min(pause, left), signal);
    }
  }

  Object.assign(workflows, {
    execute(...given: unknown[]) {
      const at = typeof given[0] === 'string' ? 2 : 1;
      const { wait, longest, ...options } = (given[at] ?? {}) as WaitOptions & { wait?: boolean };
      given[at] = options;
      const begun = execute(...given) as Call<types.Execution>;
      return wait ? begun.then((run) => client.workflows.wait(run.instance_id, { longest, ...options })) : begun;
    },
    wait(instance_id: string, { longest, ...options }: WaitOptions = {}) {
      const ask = () => workflows.instancesGet({ instance_id }, options);
      return until(ask, ({ status }) => ENDED.test(status), longest, options.signal);
    },
  });

  Object.assign(events, {
    async *follow({ pause = 2_000, onCursor, ...data }: FollowOptions = {}, options: RequestOptions = {}) {
      const asked: types.ListEvents = { limit: 100, ...data };
      if (!asked.after && !asked.from) asked.from = new Date().toISOString();
      let failures = 0;
      const rest = (error: unknown) => {
        const wait = pauseBeforeRetry(error, { isRepeatable: true }, failures++, 1_000, LONGEST_PAUSE_OF_A_FEED);
        if (wait === undefined) throw error;
        return sleep(wait, options.signal);
      };
      for (;;) {
        const page = await events.list(asked, options).catch(rest);
        if (!page) continue;
        failures = 0;
        yield* page.events;
        delete asked.from; // the cursor stands for it
        asked.after = page.next_after;
        onCursor?.(page.next_after);
        if (!page.has_more) await sleep(pause, options.signal);
      }
    },
  });

  Object.assign(documents, {
    upload(file: unknown, data: UploadOptions = {}, options: WaitOptions = {}) {
      refusePath(file);
      return isFile(file) ? uploaded(file, data, options) : upload(file as types.UploadDocument, data as RequestOptions);
    },
    download: (id: string, options: RequestOptions = {}) => download(documents.get(id, options), options),
  });

  async function download(state: Promise<{ url?: string | undefined; status: string }>, options: RequestOptions) {
    const { url, status } = await state;
    return transfer(settings, url ?? refuse(`There is no file yet: the status is ${status}.`), options);
  }

  async function uploaded(file: FileContent, data: UploadOptions, { longest, ...options }: WaitOptions) {
    const filename = nameOf(file, data.filename);
    const content = await bytesOf(file);
    if (content.length <= LARGEST_DOCUMENT_IN_A_REQUEST) {
      return upload({ ...data, filename, content_base64: base64(content) }, options);
    }
    const { auto_classify, auto_extract, ...kept } = data;
    if (auto_classify || auto_extract) {
      refuse('A file above 4 MB is processed after its upload: call documents.classify or extract then.');
    }
    const sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', content)));
    const awaited = await documents.uploadUrl({ ...kept, filename, size_bytes: content.length, sha256 }, options);
    const { url, headers } = awaited.upload;
    await transfer(settings, url, options, { method: 'PUT', body: content, headers: headers as Record<string, string> });
    const isOver = (state: types.Document) => state.status !== 'awaiting_upload';
    return until(() => documents.get(awaited.document_id, options), isOver, longest, options.signal);
  }

  Object.assign(invoices, {
    async download(id: string, format: types.ExportInvoice['format'] = 'pdf', options: RequestOptions = {}) {
      const { content_base64, url, mime_type } = await invoices.export({ id, format }, options);
      return url ? transfer(settings, url, options) : new Blob([unbase64(content_base64!)], { type: mime_type });
    },
  });

  Object.assign(contacts, {
    async importFile(file: FileContent, data: ImportOptions = {}, { longest, ...options }: WaitOptions = {}) {
      const { onProgress, ...kept } = data;
      const content = await bytesOf(file);
      const csv = content.length > LARGEST_CSV_IN_A_REQUEST ? undefined : utf8(content);
      let begun = await contacts.import({ ...kept, csv }, options);
      const { id, upload } = begun;
      if (upload) {
        const { url, content_type } = upload;
        await transfer(settings, url, options, { method: 'PUT', body: content, headers: { 'Content-Type': content_type } });
        begun = await contacts.import({ ...kept, id }, { ...options, idempotencyKey: undefined });
      }
      if (begun.status === 'previewed') return begun;
      const ask = async () => {
        const state = await contacts.importStatus({ id }, options);
        onProgress?.(state);
        return state;
      };
      return until(ask, ({ status }) => ENDED.test(status), longest, options.signal);
    },
    downloadExport: (id: string, options: RequestOptions = {}) => download(contacts.exportStatus({ id }, options), options),
  });
}

/** Return a text, undefined when it is in another encoding: the platform reads others, in a file. */
function utf8(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** The resources before anything is added. */
interface Generated {
  contacts: {
    import(data: types.ImportContacts, options?: RequestOptions): Call<types.Import>;
    importStatus(data: types.GetImport, options?: RequestOptions): Call<types.Import>;
    exportStatus(data: types.GetExport, options?: RequestOptions): Call<types.Export>;
  };
  documents: {
    get(id: string, options?: RequestOptions): Call<types.Document>;
    upload(data: types.UploadDocument, options?: RequestOptions): Call<types.Document>;
    uploadUrl(data: types.RequestUpload, options?: RequestOptions): Call<types.AwaitedDocument>;
  };
  events: { list(data: types.ListEvents, options?: RequestOptions): ListCall<types.EventPage, types.EventRecord> };
  invoices: { export(data: types.ExportInvoice, options?: RequestOptions): Call<types.InvoiceExport> };
  workflows: {
    execute(...given: unknown[]): unknown;
    instancesGet(data: types.GetInstance, options?: RequestOptions): Call<types.Instance>;
  };
}
