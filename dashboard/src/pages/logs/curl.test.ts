import { expect, test } from 'vitest';
import { curlOf, isWhole, pathOf, quoted } from './curl';

test.each([
  ['contacts.create', '/contacts/create'],
  ['contacts.add_tags', '/contacts/add_tags'],
  ['invoices.records_list', '/invoices/records/list'],
  ['invoices.archive_create', '/invoices/archive_create'],
  ['auth.mfa_recovery_codes', '/auth/mfa/recovery_codes'],
  ['workflows.instances_get', '/workflows/instances/get'],
  ['usage.get', '/usage/get'],
  ['none.such', '/none/such'],
])('%s is at %s', (operation, path) => expect(pathOf(operation)).toBe(path));

test('a text is one word of a shell', () => {
  expect(quoted(`L'Hospitalet $HOME \`id\` "x" \\`)).toBe(`'L'\\''Hospitalet $HOME \`id\` "x" \\'`);
});

test('the command has the body, and the key as a variable', () => {
  const command = curlOf({ operation: 'contacts.create', request_body: `{"data":{"name":"L'Hospitalet"}}` }, 'https://api.bivelio.com/v1');
  expect(command).toBe(
    [
      `curl -X POST 'https://api.bivelio.com/v1/contacts/create' \\`,
      `  -H "X-API-Key: $BIVELIO_API_KEY" \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '{"data":{"name":"L'\\''Hospitalet"}}'`,
    ].join('\n'),
  );
});

test.each([undefined, '', '{"data":{"na'])('a body that is not whole is read from a file: %j', (body) => {
  expect(curlOf({ operation: 'contacts.create', request_body: body }, 'https://api.bivelio.com/v1')).toContain('-d @request.json');
});

test('a whole body is JSON', () => expect([isWhole('{}'), isWhole('{')]).toEqual([true, false]));
