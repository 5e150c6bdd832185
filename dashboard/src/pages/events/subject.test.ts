import { expect, test } from 'vitest';
import { subjectId, subjectOf } from './subject';

test.each([
  [{ id: 'ct_1', name: 'Anna' }, 'Anna', 'ct_1'],
  [{ id: 'inv_1', number: 'FAC-1' }, 'FAC-1', 'inv_1'],
  [{ instance_id: 'wfi_1', workflow_id: 'wf_1', workflow_name: 'Alta' }, 'Alta', 'wfi_1'],
  [{ webhook_id: 'wh_1', url: 'https://example.com' }, 'https://example.com', 'wh_1'],
  [{ document_id: 'doc_1', filename: 'a.pdf' }, 'a.pdf', 'doc_1'],
  [{ id: 'ct_1', name: '' }, 'ct_1', 'ct_1'],
  [{ id: 'ct_1', name: null }, 'ct_1', 'ct_1'],
  [{ id: 7 }, undefined, undefined],
  [{}, undefined, undefined],
])('%j is about %j, with the id %j', (data, subject, id) => {
  expect(subjectOf({ data })).toBe(subject);
  expect(subjectId({ data })).toBe(id);
});
