import type { Message } from '@bivelio/sdk';
import { describe, expect, it, test } from 'vitest';
import { executionOf, fileIn, ownIn, saidIn, windowOf } from './content';

const of = (message: object) => ({ message }) as Message;

describe('what a message says', () => {
  it.each([
    [{ type: 'text', body: 'Hola' }, 'Hola'],
    [{ type: 'image', caption: 'La porta' }, 'La porta'],
    [{ type: 'image', body: '', caption: 'La porta' }, 'La porta'],
    [{ type: 'location', name: 'Taller' }, 'Taller'],
    [{ type: 'template', name: 'recordatori', parameters: ['Anna', 3] }, 'recordatori: Anna · 3'],
    [{ type: 'template', name: 'hola' }, 'hola'],
    [{ type: 'template', name: 'hola', parameters: [] }, 'hola'],
    [{ type: 'document', filename: 'a.pdf' }, undefined],
    [{ type: 'text', body: { a: 1 } }, undefined],
    [{}, undefined],
  ])('%j: %j', (message, said) => expect(saidIn(of(message))).toBe(said));
});

test.each([
  [{ body: 'Perfecte.\n\n> Va bé dijous?', reply: 'Perfecte.' }, 'Perfecte.'],
  [{ body: 'Perfecte.\n', reply: 'Perfecte.' }, undefined],
  [{ body: 'Perfecte.' }, undefined],
  [{ body: 'Perfecte.', reply: '' }, undefined],
])('what its author wrote of %j is %j', (message, own) => expect(ownIn(of(message))).toBe(own));

test.each([
  [{ filename: 'a.pdf', document_id: 'doc_1', url: 'https://x' }, 'a.pdf'],
  [{ document_id: 'doc_1', url: 'https://x' }, 'doc_1'],
  [{ url: 'https://x' }, 'https://x'],
  [{ filename: '' }, undefined],
])('the file of %j is %j', (message, name) => expect(fileIn(of(message))).toBe(name));

describe('the day in which one may write freely', () => {
  const message = (direction: string, channel: string, created_at: string) => ({ direction, channel, created_at }) as Message;

  it('goes from the last message that came in by WhatsApp', () => {
    const messages = [
      message('inbound', 'whatsapp', '2026-04-06T10:00:00Z'),
      message('inbound', 'whatsapp', '2026-04-07T10:00:00Z'),
      message('inbound', 'email', '2026-04-08T10:00:00Z'),
      message('outbound', 'whatsapp', '2026-04-09T10:00:00Z'),
    ];
    expect(windowOf(messages)?.toISOString()).toBe('2026-04-08T10:00:00.000Z');
  });

  it('is none when none came in', () => {
    expect(windowOf([])).toBeUndefined();
    expect(windowOf([message('outbound', 'whatsapp', '2026-04-09T10:00:00Z')])).toBeUndefined();
  });
});

test('an answer of the assistant names its execution, and no other message does', () => {
  expect(executionOf({ metadata: { front_desk: 'age_1' } })).toBe('age_1');
  const others = [undefined, {}, { front_desk: 'handed_over' }, { front_desk: 3 }];
  expect(others.map((metadata) => executionOf({ metadata }))).toEqual(others.map(() => undefined));
});
