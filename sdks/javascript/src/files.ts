/** Files: what uploads take, and how they and downloads travel. */
import { UnexpectedResponseError } from './errors.js';
import { connectionError, guarded } from './sending.js';
import { type RequestOptions, type Settings, refuse } from './settings.js';

/** A file: a Blob or File; bytes, such as a Buffer of Node; or a stream of bytes, such as `fs.createReadStream(path)`. */
export type FileContent =
  | Blob
  | Uint8Array<ArrayBufferLike>
  | ArrayBuffer
  | ReadableStream<Uint8Array<ArrayBufferLike>>
  | AsyncIterable<Uint8Array<ArrayBufferLike>>;

/** A stream has an end that nobody knows: more than any operation takes is not read into memory. */
const LARGEST_STREAM = 50_000_000;

export function isFile(given: unknown): given is FileContent {
  return given instanceof Blob || given instanceof Uint8Array || given instanceof ArrayBuffer || !!chunksOf(given);
}

/** Refuse the path of a file: the same program runs where there are no files. */
export function refusePath(given: unknown): void {
  if (typeof given === 'string') {
    refuse('A file is passed by its content, not its path: fs.createReadStream(path), or await fs.openAsBlob(path).');
  }
}

/** Return the bytes of a file, in a buffer of their own, which every `fetch` takes. */
export async function bytesOf(file: FileContent): Promise<Uint8Array<ArrayBuffer>> {
  refusePath(file);
  if (file instanceof Blob) return new Uint8Array(await file.arrayBuffer());
  if (file instanceof Uint8Array || file instanceof ArrayBuffer) return new Uint8Array(file);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of chunksOf(file) ?? refuse('A file is a Blob, bytes, or a stream of bytes.')) {
    if (!(chunk instanceof Uint8Array)) refuse('The stream is of text, not of bytes: open it without an encoding.');
    if ((size += chunk.length) > LARGEST_STREAM) refuse('The stream has more than 50 MB.');
    chunks.push(new Uint8Array(chunk));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Return the chunks of a stream; undefined of anything else. Streams of browsers are not iterable in all of them. */
function chunksOf(given: unknown): AsyncIterable<Uint8Array> | undefined {
  const stream = given as Partial<AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>> | null | undefined;
  if (typeof stream?.[Symbol.asyncIterator] === 'function') return stream as AsyncIterable<Uint8Array>;
  return typeof stream?.getReader === 'function' ? read(stream.getReader()) : undefined;
}

async function* read(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}

/** Return the name of a file, which has to be given for what has none: a stream of Node has a path. */
export function nameOf(file: FileContent, given: string | undefined): string {
  const { name, path } = file as { name?: string; path?: unknown };
  const found = given ?? name ?? (typeof path === 'string' ? path.split(/[\\/]/).pop() : undefined);
  return found || refuse('The file has no name: pass { filename }.');
}

/** Return bytes in base64. In pieces: a call takes some ten thousand arguments. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x2000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x2000));
  }
  return btoa(text);
}

/** Return the bytes of base64. */
export function unbase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Put a file to a signed address, or get one from there: without a credential. Tried again as often as a request is. */
export async function transfer(settings: Settings, url: string, options: RequestOptions, put?: RequestInit): Promise<Blob> {
  const { maxRetries, timeout } = { ...settings, ...options };
  const { fetch } = settings;
  for (let attempt = 0; ; attempt++) {
    const guard = guarded(options.signal, timeout);
    try {
      const response = await fetch(url, { ...put, signal: guard.signal });
      if (response.ok) return await response.blob();
      if (attempt >= maxRetries || response.status < 500) {
        const { status } = response;
        throw new UnexpectedResponseError(`${new URL(url).host} answered ${status} about the file.`, status, response);
      }
    } catch (error) {
      const known = connectionError(error, url, guard.signal);
      if (known === error || guard.signal.aborted || attempt >= maxRetries) throw known;
    } finally {
      guard.rest();
    }
  }
}
