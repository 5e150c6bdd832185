/** Links that come from data: only to the web, so that none of them runs a script here. */

/** Return the address when it is one of http or https; undefined for all else. */
export function safeUrl(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const url = new URL(text, location.origin);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
