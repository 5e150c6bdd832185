// @vitest-environment happy-dom
import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { beforeAll, expect, test } from 'vitest';
import { show } from '~/app/language';
import type { Proposal } from '../../logic/proposals';
import { completionOf, expressionsOf, meaning } from './help';
import { nodeAt } from './places';

const names = (type: string) => (type === 'message.send' ? 'Envia un missatge' : type);

beforeAll(() => show('ca'));

function at(text: string) {
  const doc = text.replace('|', '');
  return { state: EditorState.create({ doc, extensions: [json()] }), pos: text.indexOf('|') };
}

/** What may stand at the `|` of a text. */
async function offered(text: string, explicit = false): Promise<string[]> {
  const { state, pos } = at(text);
  const result = await completionOf(names)(new CompletionContext(state, pos, explicit));
  return result?.options.map(({ label }) => label) ?? [];
}

async function said(text: string) {
  const { state, pos } = at(text);
  return meaning(state, nodeAt(state, pos, 1), names);
}

test('a definition is offered the fields that it does not have yet', async () => {
  const fields = await offered('{"name": "Prova", "|"}');
  expect(fields).toEqual(expect.arrayContaining(['steps', 'trigger', 'on_failure', 'concurrency']));
  expect(fields).not.toContain('name');
});

test('a step is offered what all have, and its input what its type takes', async () => {
  expect(await offered('{"steps": [{"id": "a", "type": "message.send", "|"}]}')).toEqual(expect.arrayContaining(['input', 'when', 'note', 'retry', 'on_error']));
  expect(await offered('{"steps": [{"id": "a", "type": "message.send", "input": {"|"}}]}')).toEqual(expect.arrayContaining(['channel', 'contact_id', 'body']));
  expect(await offered('{"steps": [{"id": "a", "type": "wait", "input": {"|"}}]}')).toEqual(expect.arrayContaining(['seconds', 'until']));
});

test('steps inside loops and branches are steps too', async () => {
  const step = '{"id": "b", "type": "wait", "input": {"|"}}';
  expect(await offered(`{"steps": [{"id": "a", "type": "for_each", "input": {"steps": [${step}]}}]}`)).toContain('seconds');
  expect(await offered(`{"steps": [{"id": "a", "type": "parallel", "input": {"branches": [{"id": "x", "steps": [${step}]}]}}]}`)).toContain('seconds');
  expect(await offered(`{"on_failure": [${step}]}`)).toContain('seconds');
});

test('a type is one of all, an event one of all, and a choice one of its own', async () => {
  const types = await offered('{"steps": [{"type": "|"}]}');
  expect(types).toEqual(expect.arrayContaining(['set', 'message.send', 'contacts.list', 'invoices.send']));
  expect(types.length).toBeGreaterThan(100);
  expect(await offered('{"trigger_type": "event", "trigger": {"event": "|"}}')).toContain('contact.created');
  expect(await offered('{"trigger_type": "|"}')).toEqual(expect.arrayContaining(['manual', 'cron', 'event', 'inbound']));
  expect(await offered('{"steps": [{"id": "a", "type": "message.send", "input": {"channel": "|"}}]}')).toContain('whatsapp');
});

test('outside quotes nothing is offered unless it is asked for', async () => {
  expect(await offered('{"name": "x", |}')).toEqual([]);
  expect(await offered('{"name": "x", |}', true)).toContain('steps');
  expect(await offered('{"trigger_type": |}', true)).toContain('cron');
});

test('what anything may stand in is offered nothing', async () => {
  expect(await offered('{"output": {"|"}}')).toEqual([]);
  expect(await offered('{"nothing": {"|"}}')).toEqual([]);
  expect(await offered('|', true)).toEqual([]);
});

test('a name, a type and an event mean what the form says', async () => {
  expect(await said('{"steps": [{"id": "a", "type": "wait", "input": {"|seconds": 1}}]}')).toMatchObject({ title: 'Quant' });
  expect(await said('{"steps": [{"id": "a", "type": "|message.send"}]}')).toMatchObject({ title: 'Envia un missatge' });
  expect((await said('{"trigger": {"event": "|contact.created"}}'))?.title).toBe('S’ha creat un contacte');
  expect(await said('{"name": "|Prova"}')).toBeUndefined();
});

const PROPOSALS: Proposal[] = [
  { text: 'input.name', source: { kind: 'input', root: 'input', values: [] }, sample: 'Anna' },
  { text: 'upper()', signature: 'upper(string) -> string' },
];
const expressions = expressionsOf(() => ({ at: () => PROPOSALS, titleOf: ({ kind }) => kind }));

/** The text once an option was taken at the `|`, with the cursor at a `|` again. */
function taken(text: string, label: string): string | undefined {
  const { state, pos } = at(text);
  const result = expressions(new CompletionContext(state, pos, false));
  const option = result?.options.find((one) => one.label === label);
  if (!result || !option || typeof option.apply !== 'function') return undefined;
  const view = new EditorView({ state });
  option.apply(view, option, result.from, pos);
  const { doc, selection } = view.state;
  return `${doc.sliceString(0, selection.main.head)}|${doc.sliceString(selection.main.head)}`;
}

test('inside of braces values and functions are put, with the braces that they lack', () => {
  expect(taken('{"body": "Hola {{|"}', 'input.name')).toBe('{"body": "Hola {{ input.name }}|"}');
  expect(taken('{"body": "{{ in| }}"}', 'input.name')).toBe('{"body": "{{ input.name| }}"}');
  expect(taken('{"body": "{{ up|"}', 'upper()')).toBe('{"body": "{{ upper(|) }}"}');
  expect(taken('{"input": {"body": "{{|"}}', 'input.name')).toBe('{"input": {"body": "{{ input.name }}|"}}');
  expect(taken('{"when": "in|"}', 'input.name')).toBe('{"when": "input.name|"}');
  for (const text of ['{"body": "Hola|"}', '{"when": "|"}', '{"|": 1}', '{|}']) expect(taken(text, 'input.name')).toBeUndefined();
});

test('what is proposed depends on the field: a filter reads its event', () => {
  const told: string[] = [];
  const proposalsAt = (_: number, field: string) => {
    told.push(field);
    return PROPOSALS;
  };
  const asked = expressionsOf(() => ({ at: proposalsAt, titleOf: ({ kind }) => kind }));
  for (const text of ['{"trigger": {"filter": "da|"}}', '{"input": {"body": "{{ in|"}}']) {
    const { state, pos } = at(text);
    expect(asked(new CompletionContext(state, pos, false))?.options).toHaveLength(2);
  }
  expect(told).toEqual(['filter', 'body']);
});
