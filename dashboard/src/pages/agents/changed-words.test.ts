import { expect, test } from 'vitest';
import { changedParts, visible } from './changed-words';

const SAID = { title: 'Add a note', description: 'Adds a note.', parameters: { b: 1, a: { type: 'string' } }, read_only: false, idempotent: false };

test('only what is not as it was is told, and where it begins and ends', () => {
  const [part, ...others] = changedParts(SAID, { ...SAID, description: 'Adds a note and mails it.', parameters: { a: { type: 'string' }, b: 1 } });
  expect(others).toEqual([]);
  expect(part).toEqual({ part: 'description', before: 'Adds a note.', now: 'Adds a note and mails it.', start: 'Adds a '.length, end: 0 });
});

test('a part that came or went is empty on one side, and hints and parameters are told as JSON', () => {
  const { title: _, ...untitled } = SAID;
  const parts = changedParts(SAID, { ...untitled, read_only: true, parameters: {} });
  expect(parts.map(({ part, before, now }) => [part, before, now])).toEqual([
    ['title', 'Add a note', ''],
    ['read_only', 'false', 'true'],
    ['parameters', JSON.stringify({ a: { type: 'string' }, b: 1 }, null, 2), '{}'],
  ]);
});

test('letters that nobody sees are written out, so that a change of them alone is seen', () => {
  expect(visible('a\u200bb\u202ec\u0000\nd')).toBe('a[U+200B]b[U+202E]c[U+0000]\nd');
  expect(changedParts(SAID, { ...SAID, title: 'Add\u2060 a note' })).toMatchObject([{ part: 'title', now: 'Add[U+2060] a note' }]);
});
