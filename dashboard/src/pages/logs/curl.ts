/** A request of the log as a command: the same operation with the same body, and a key that is not in it. */
import type { RequestDetails } from '@bivelio/sdk';
import { OPERATIONS } from '../../../../sdks/javascript/src/operations';

/** The path below `/v1` of an operation such as `invoices.records_list`. */
export function pathOf(operation: string): string {
  const [resource = '', name = ''] = operation.split('.');
  const line = OPERATIONS.split(';').find((each) => each.split(/[ :]/)[0] === resource) ?? '';
  const paths = line.split(' ').slice(1).map((entry) => /^(?:\w+@)?([\w/]+)/.exec(entry)?.[1] ?? '');
  return `/${resource}/${paths.find((path) => path.replaceAll('/', '_') === name) ?? name}`;
}

/** A text as one word of a shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command; a body that the log has cut, or does not have, is read from a file. */
export function curlOf({ operation, request_body: body }: Pick<RequestDetails, 'operation' | 'request_body'>, url: string): string {
  return [
    `curl -X POST ${quoted(url + pathOf(operation))} \\`,
    `  -H "X-API-Key: $BIVELIO_API_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${body && isWhole(body) ? quoted(body) : '@request.json'}`,
  ].join('\n');
}

/** Whether a body is all that was sent. */
export function isWhole(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
