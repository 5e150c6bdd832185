import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { safeUrl } from './links';

beforeAll(() => vi.stubGlobal('location', { origin: 'https://api.example' }));
afterAll(() => vi.unstubAllGlobals());

test.each([
  ['https://example.com/a?b=1#c', 'https://example.com/a?b=1#c'],
  ['http://example.com', 'http://example.com/'],
  ['HTTPS://Example.com', 'https://example.com/'],
  ['/app/contacts', 'https://api.example/app/contacts'],
  ['meet.example.com', 'https://api.example/meet.example.com'],
])('%j leads to %j', (text, url) => expect(safeUrl(text)).toBe(url));

test.each([
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '\tjavascript:alert(1)//https://example.com',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://example.com/1',
  'file:///etc/passwd',
  'mailto:a@example.com',
  'http://',
  undefined,
  null,
  7,
  { toString: () => 'https://example.com' },
])('%j leads nowhere', (text) => expect(safeUrl(text)).toBeUndefined());
