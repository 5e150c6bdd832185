import { expect, test } from 'vitest';
import { changeOf, textOf } from './definition-text';

test('the text has the definition alone, in the order in which people read it', () => {
  const workflow = { id: 'wf_1', steps: [], version: 3, trigger_type: 'manual', name: 'Prova', output: null, created_at: 'x' };
  expect(textOf(workflow)).toBe('{\n  "name": "Prova",\n  "trigger_type": "manual",\n  "steps": []\n}');
});

test('a change says of what is not there any more that it goes', () => {
  expect(changeOf({ name: 'Prova', steps: [] })).toEqual({ name: 'Prova', steps: [], description: '', trigger: {}, on_failure: null, output: null });
  expect(changeOf({ on_failure: [{ id: 'a' }], description: 'x' })).toMatchObject({ on_failure: [{ id: 'a' }], description: 'x', output: null });
});

test('what is read from a workflow and saved again is the same', () => {
  const workflow = { name: 'Prova', description: 'Per què', trigger_type: 'event', trigger: { event: 'contact.created' }, concurrency: 'allow', steps: [] };
  expect(changeOf(JSON.parse(textOf(workflow)))).toEqual({ ...workflow, on_failure: null, output: null });
});
