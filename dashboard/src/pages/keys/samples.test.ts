import { describe, expect, it, test } from 'vitest';
import { listOf, samplesOf } from './samples';

describe('the list of the first call', () => {
  it.each([
    [['read'], undefined, 'contacts'],
    [['invoices:read', 'webhooks:read'], undefined, 'invoices'],
    [['calendar:read'], undefined, 'workflows'],
    [['read'], ['workflows'], 'workflows'],
    [['read'], ['agents', 'cases'], 'cases'],
    [['contactsx:read'], undefined, 'workflows'],
  ])('with the scopes %j and the resources %j is that of %j', (scopes, resources, list) => expect(listOf(scopes, resources)).toBe(list));
});

test.each(['curl', 'python', 'javascript'] as const)('the code in %s has the key and what it may read', (language) => {
  const code = samplesOf('bv_test_sk_x', 'http://localhost:8080/sandbox/v1', ['cases:read'])[language];
  expect(code).toContain('bv_test_sk_x');
  expect(code).toContain('cases');
  expect(code).toContain('http://localhost:8080/sandbox/v1');
});

test.each(['https://api.bivelio.com/v1', 'https://sandbox.api.bivelio.com/v1'])('the clients know the address %s by themselves', (url) => {
  const { curl, python, javascript } = samplesOf('k', url, ['read']);
  expect(curl).toContain(`${url}/contacts/list`);
  expect([python, javascript].some((code) => code.includes(url))).toBe(false);
});
