/** Files: what uploads take, and how they and downloads travel. */
import { UnexpectedResponseError } from './errors.js';
import { connectionError, guarded } from './sending.js';
import { type RequestOptions, type Settings, refuse } from './settings.js';

/** A file: a Blob or File, or bytes, such as a Buffer of Node. */
export type FileContent = Blob | Uint8Array<ArrayBufferLike> | ArrayBuffer;

export function isFile(given: unknown): given is FileContent {
  return given instanceof Blob || given instanceof Uint8Array || given instanceof ArrayBuffer;
}

/** Return the bytes of a file, in a buffer of their own, which every `fetch` takes. */
export async function bytesOf(file: FileContent): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
}

/** Return the name of a file, which has to be given for what has none. */
export function nameOf(file: FileContent, given: string | undefined): string {
  const name = given ?? (file as Partial<File>).name;
  return name || refuse('The file has no name: pass { filename }.');
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
