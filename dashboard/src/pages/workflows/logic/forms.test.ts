import { describe, expect, it } from 'vitest';
import { isFields, valueAt, withValue } from './access';
import { inUnit } from './amount-of-time';
import { conditionText, type Row, rowsOf } from './condition';
import { allSteps } from './definition';
import { fitted } from './fitted';
import { begun, changed, redone, undone } from './history';
import { hasExpression, pathNames, pathTo, textPieces } from './pieces';
import { cronOf, scheduleOf } from './schedule';
import { sampleOf, schemaOf } from './schema-sample';
import { inputFields, STARTS, startOf, withInputFields, withStart } from './trigger';

type Json = Record<string, unknown>;

const read = async <T>(files: Record<string, () => Promise<{ default: T }>>) =>
  Promise.all(Object.entries(files).map(async ([file, load]) => [file.replace(/^.*docs\//, ''), (await load()).default] as const));
const GALLERY = await read(import.meta.glob<{ default: Json }>('../../../../../docs/gallery/*.json'));
const EXAMPLES = await read(import.meta.glob<{ default: Json }>('../../../../../docs/examples/workflows/{create,validate,update}.json'));

/** Every definition of the gallery and of the examples of the API reference. */
const DEFINITIONS: (readonly [string, Json])[] = [
  ...GALLERY,
  ...EXAMPLES.flatMap(([name, example]) => {
    const data = valueAt(example, 'request.data');
    const definition = isFields(data) ? (data['definition'] ?? data) : undefined;
    return isFields(definition) ? [[name, definition] as const] : [];
  }),
];

/** Each text of a value, with its path. */
function* textsOf(value: unknown, path: string): Generator<[path: string, name: string, text: string]> {
  if (typeof value === 'string') yield [path, path.replace(/^.*\./, ''), value];
  else if (Array.isArray(value)) for (const [at, one] of value.entries()) yield* textsOf(one, `${path}[${at}]`);
  else if (isFields(value)) for (const [name, one] of Object.entries(value)) if (!/[.[\]]/.test(name)) yield* textsOf(one, path ? `${path}.${name}` : name);
}

describe('a definition survives being looked at', () => {
  it('there are definitions', () => expect(DEFINITIONS.length).toBeGreaterThan(25));

  it.each(DEFINITIONS)('%s: a value that is put back where it was changes nothing, nor the order of fields', (_, definition) => {
    const before = JSON.stringify(definition);
    for (const [path] of textsOf(definition, '')) expect(JSON.stringify(withValue(definition, path, valueAt(definition, path)))).toBe(before);
    for (const { path } of allSteps(definition)) {
      const step = valueAt(definition, path) as Json;
      expect(JSON.stringify(withValue(definition, `${path}.input`, { ...(step['input'] as Json) }))).toBe(before);
    }
    expect(JSON.stringify(definition)).toBe(before);
  });

  it.each(DEFINITIONS)('%s: a change changes that alone, and taking it back gives the same', (_, definition) => {
    for (const { path } of allSteps(definition)) {
      const named = withValue(definition, `${path}.name`, 'Un altre nom');
      expect(valueAt(named, `${path}.name`)).toBe('Un altre nom');
      expect(withValue(named, `${path}.name`, valueAt(definition, `${path}.name`))).toEqual(definition);
    }
  });

  it.each(DEFINITIONS)('%s: texts with values are their pieces, conditions and schedules what they are read as', (_, definition) => {
    for (const [, name, text] of textsOf(definition, '')) {
      expect(textPieces(text).map((piece) => piece.text).join('')).toBe(text); // prettier-ignore
      const [rows, schedule] = [rowsOf(text), scheduleOf(text)];
      if (['filter', 'when', 'if'].includes(name) && rows) expect(conditionText(rows)).toBe(text);
      if (name === 'cron' && schedule) expect(cronOf(schedule)).toBe(text);
    }
  });

  it.each(DEFINITIONS)('%s: its start and its input stay when they are chosen again', (_, definition) => {
    expect(withStart(definition, startOf(definition))).toBe(definition);
    const schema = definition['input_schema'];
    if (schema) expect(withInputFields(schema, inputFields(schema))).toEqual(schema);
    for (const start of STARTS) expect(startOf(withStart(definition, start))).toBe(start);
  });
});

describe('a value at a path', () => {
  it('is put in, replaced and taken out', () => {
    const definition = { steps: [{ id: 'a', input: { x: 1 } }] };
    expect(withValue(definition, 'steps[0].input.y.z', 2)).toEqual({ steps: [{ id: 'a', input: { x: 1, y: { z: 2 } } }] });
    expect(withValue(definition, 'steps[0].input.x', undefined)).toEqual({ steps: [{ id: 'a', input: {} }] });
    expect(withValue(definition, 'steps[0]', undefined)).toEqual({ steps: [] });
    expect(valueAt(definition, 'steps[3].input.x')).toBeUndefined();
  });
});

describe('a condition', () => {
  const row = (field: string, comparison: Row['comparison'], others: Partial<Row> = {}): Row => ({ field, comparison, ...others });
  const text = (value: string) => ({ kind: 'text', text: value }) as const;

  it.each<[string, Row[], boolean]>([
    ["data.type == 'company'", [row('data.type', 'is', { operand: text('company') })], true],
    ["contains(data.tags || `[]`, 'lead')", [row('data.tags', 'contains', { operand: text('lead'), isList: true })], true],
    ["contains(data.name || '', 'S.L.')", [row('data.name', 'contains', { operand: text('S.L.'), isList: false })], true],
    ['not_null(to_number(input.total), `0`) > `500`', [row('input.total', 'above', { operand: { kind: 'number', number: 500 } })], true],
    ['!(steps.answer.output.received)', [row('steps.answer.output.received', 'isMissing')], true],
    ['data.contact_id == steps.who.output.id', [row('data.contact_id', 'is', { operand: { kind: 'path', text: 'steps.who.output.id' } })], true],
    ["data.email && data.type != 'company'", [row('data.email', 'isThere'), row('data.type', 'isNot', { operand: text('company') })], true],
    ["data.a == 'x' || data.b == `true`", [row('data.a', 'is', { operand: text('x') }), row('data.b', 'is', { operand: { kind: 'truth', truth: true } })], false],
    ["data.name == 'L\\'Anna'", [row('data.name', 'is', { operand: text("L'Anna") })], true],
  ])('%s', (expression, rows, all) => {
    expect(conditionText({ rows, all })).toBe(expression);
    expect(rowsOf(expression)).toEqual({ rows, all: rows.length > 1 ? all : true });
  });

  it.each(["data.a == 'x' && data.b || data.c", 'length(data.list) > `2`', 'data.total > `5`', "starts_with(data.a, 'x')", 'data.a=="x"', "data.a  ==  'x'"])('%s is more than rows say, and stays as it is typed', (expression) => {
    expect(rowsOf(expression)).toBeUndefined();
  });

  it('of no rows is none', () => {
    expect(conditionText({ rows: [], all: true })).toBeUndefined();
    expect(rowsOf(undefined)).toEqual({ rows: [], all: true });
  });

  it.each(["it's", 'a && b', "x' || '1", 'back\\slash', '`', '', 'ends\\'])('never lets the typed text %j be more than a text', (typed) => {
    const rows = rowsOf(conditionText({ rows: [row('data.a', 'is', { operand: text(typed) })], all: true }));
    if (rows) expect(rows.rows).toEqual([row('data.a', 'is', { operand: text(typed.replace(/\\+$/, '')) })]);
  });
});

describe('a schedule', () => {
  it.each(['0 9 * * 1', '30 8 * * 1,3,5', '0 9 1 * *', '0 18 LW * *', '15 * * * *', '0 7 * * *', '0 9 * * 1-5'])('%s', (cron) => {
    expect(cronOf(scheduleOf(cron)!)).toBe(cron);
  });

  it.each(['*/15 * * * *', '0 9 * 1 *', '0 9 1 * 1', '0 9 * * MON', '0 9 1,15 * *', '61 9 * * *', '', '0 9 * * 1#1'])('%j is more than a form says', (cron) => {
    expect(scheduleOf(cron)).toBeUndefined();
  });
});

describe('values in texts', () => {
  it('are told from what is typed', () => {
    expect(textPieces('Hola, {{ input.name }}!')).toEqual([
      { kind: 'text', text: 'Hola, ' },
      { kind: 'value', text: '{{ input.name }}' },
      { kind: 'text', text: '!' },
    ]);
    expect(hasExpression('{{ x }}')).toBe(true);
    expect(hasExpression('{ x }')).toBe(false);
  });

  it('have paths of names', () => {
    expect(pathNames('steps.who.output."first name"[0]')).toEqual(['steps', 'who', 'output', 'first name', '[0]']);
    expect(pathNames('upper(input.name)')).toBeUndefined();
    expect(pathTo('input', 'order-id')).toBe('input."order-id"');
  });
});

describe('undo and redo', () => {
  it('take back and put again, and letters typed at once go together', () => {
    let history = begun('a');
    history = changed(history, 'ab', 10_000);
    history = changed(history, 'abc', 10_100);
    history = changed(history, 'abcd', 20_000);
    expect(undone(history).text).toBe('abc');
    expect(undone(undone(history)).text).toBe('a');
    expect(undone(undone(undone(history))).text).toBe('a');
    expect(redone(undone(history)).text).toBe('abcd');
    expect(redone(changed(undone(history), 'x', 30_000)).text).toBe('x');
    const apart = changed(changed(changed(begun('a'), 'b', 10_000, true), 'c', 10_001, true), 'd', 10_002);
    expect([undone(apart).text, undone(undone(apart)).text]).toEqual(['c', 'b']);
  });
});

it.each([[172_800, 2, 'day'], [5400, 90, 'minute'], [3600, 1, 'hour'], [45, 45, 'second']] as const)('%i seconds are %i %s', (seconds, amount, unit) => {
  expect(inUnit(seconds)).toEqual({ amount, unit });
}); // prettier-ignore

it('a step of the menu reads what the event that starts the workflow has', () => {
  const samples = { input: { id: 'ct_1', name: 'Anna' }, outputOf: () => undefined };
  const step = { id: 'm', type: 'message.send', input: { channel: 'email', contact_id: '{{ input.contact_id }}', subject: '{{ input.title }}', message: { body: 'Hola, {{ input.name }}.' } } };
  const input = { channel: 'email', contact_id: '{{ input.id }}', message: { body: 'Hola, {{ input.name }}.' } };
  expect(fitted(step, { samples, event: 'contact.created' })).toEqual({ ...step, input });
  expect(fitted(step, { samples, event: 'case.created' })['input']).not.toHaveProperty('contact_id');
  expect(fitted({ id: 'x' }, { samples })).toEqual({ id: 'x' });
});

it('an input has a form by its schema, or by a sample of it', () => {
  const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, amount: { type: 'number', minimum: 5 }, due: { type: 'string', format: 'date' }, tags: { type: 'array', items: { type: 'string' } } } };
  expect(sampleOf(schema)).toEqual({ name: 'text', amount: 5, due: '2027-01-15', tags: ['text'] });
  expect(schemaOf({ name: 'Anna', lines: [{ price: 3 }], ok: true, none: null })).toEqual({
    type: 'object',
    properties: { name: { type: 'string' }, lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } }, ok: { type: 'boolean' }, none: {} },
  });
});
