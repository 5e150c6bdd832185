/** A `fetch` that tells how much of a body is sent, which the browser's own does not: for files, on lines that are slow. */

/** A body of less is sent at once, by the browser's own. */
const WORTH_TELLING = 20_000;
/** Answers that have no body. */
const EMPTY = new Set([204, 205, 304]);

/** Return the `fetch`; `tell` is called with what is sent so far of a large body, from 0 to 1. */
export function tellingFetch(tell: (part: number) => void): typeof fetch {
  return (input, init = {}) => (sizeOf(init.body) < WORTH_TELLING ? fetch(input, init) : told(tell, input, init));
}

function sizeOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return body.length;
  return body instanceof Blob ? body.size : ArrayBuffer.isView(body) ? body.byteLength : 0;
}

function told(tell: (part: number) => void, input: RequestInfo | URL, { signal, method = 'GET', body, headers }: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, String(input));
    for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
    request.responseType = 'arraybuffer';
    request.upload.onprogress = ({ loaded, total }) => tell(loaded / total);
    request.onload = () => {
      const { status, response } = request;
      resolve(new Response(EMPTY.has(status) ? null : (response as ArrayBuffer), { status, headers: headersOf(request) }));
    };
    request.onerror = () => reject(new TypeError('The request could not be sent.'));
    request.onabort = () => reject(signal?.reason ?? new DOMException('The request was taken back.', 'AbortError'));
    if (signal?.aborted) return request.onabort(new ProgressEvent('abort'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body as XMLHttpRequestBodyInit | null | undefined);
  });
}

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request.getAllResponseHeaders().trim().split(/[\r\n]+/).filter(Boolean);
  return new Headers(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as [string, string]));
}
