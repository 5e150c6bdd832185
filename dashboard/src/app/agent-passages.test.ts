import { expect, test } from 'vitest';
import { passagesIn } from './agent-passages';

const passage = { text: 'Obrim a les nou.', page: 2, source: { title: 'Horaris', document_id: 'doc_1' } };

test('each passage is shown once, with where it is from', () => {
  const calls = [
    { tool: 'knowledge.search', arguments: {}, result: { passages: [passage] } },
    { tool: 'knowledge.search', arguments: {}, result: { passages: [passage, { text: 'Tanquem.', source: { title: 'Web', url: 'https://example.com' } }] } },
    { tool: 'contacts.get', arguments: {}, result: { passages: [passage] } },
  ];
  expect(passagesIn({ calls })).toEqual([
    { title: 'Horaris', text: 'Obrim a les nou.', document: 'doc_1', url: undefined, page: 2 },
    { title: 'Web', text: 'Tanquem.', document: undefined, url: 'https://example.com', page: undefined },
  ]);
});

test('a result that was not kept, and one of another form, have none', () => {
  const odd = [undefined, { passages: 'no' }, { passages: [null, 3, {}] }, { error: { code: 'X' } }];
  expect(passagesIn({ calls: odd.map((result) => ({ tool: 'knowledge.search', arguments: {}, result })) })).toEqual([]);
  expect(passagesIn({})).toEqual([]);
});
