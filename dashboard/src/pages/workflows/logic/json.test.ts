import { describe, expect, it } from 'vitest';
import { piecesOf } from './highlight';
import { JsonError, lineOf, locate, parentOf, placeOf, stepAt } from './json';

const TEXT = JSON.stringify(
  {
    name: 'Prova',
    steps: [
      { id: 'a', type: 'http_request', input: { url: 'https://example.com', json: { 'amb espai': [1, -2.5e3, true, null] } } },
      { id: 'cada', type: 'for_each', input: { items: [], steps: [{ id: 'dins', type: 'set', input: {} }] } },
    ],
  },
  null,
  2,
);

describe('places', () => {
  it('parses as JSON.parse does', () => {
    expect(locate(TEXT).value).toEqual(JSON.parse(TEXT));
    for (const text of ['[]', ' {} ', '"a\\u00e9\\n"', '-0.5', '[[[]]]', '{"a":{"a":[{}]}}']) {
      expect(locate(text).value).toEqual(JSON.parse(text));
    }
  });

  it('finds the value of each path', () => {
    const { places } = locate(TEXT);
    const at = (path: string) => TEXT.slice(places.get(path)!.from, places.get(path)!.to);
    expect(at('steps[0].input.url')).toBe('"https://example.com"');
    expect(at('steps[0].input.json.amb espai[1]')).toBe('-2500');
    expect(at('steps[1].input.steps[0].id')).toBe('"dins"');
    expect(lineOf(TEXT, places.get('steps[0]')!.from).line).toBe(4);
  });

  it('shows a fault of a field that is missing on what is around it', () => {
    const { places } = locate(TEXT);
    expect(placeOf(places, 'steps[1].input.steps[0].input.message')).toEqual(places.get('steps[1].input.steps[0].input'));
    expect(placeOf(places, 'trigger.cron')).toEqual(places.get(''));
    expect([parentOf('a[0].b'), parentOf('a[0]'), parentOf('a'), parentOf('')]).toEqual(['a[0]', 'a', '', '']);
  });

  it('knows which step the cursor is in', () => {
    const { places } = locate(TEXT);
    expect(stepAt(places, TEXT.indexOf('example.com'))).toBe('steps[0]');
    expect(stepAt(places, TEXT.indexOf('dins'))).toBe('steps[1].input.steps[0]');
    expect(stepAt(places, TEXT.indexOf('Prova'))).toBeUndefined();
  });

  it.each([
    ['{"a": 1,}', 8, 1], ['{"a" 1}', 5, 1], ['[1\n 2]', 4, 2], ['', 0, 1], ['{"a": tru}', 6, 1],
    ['{"a": 1} x', 9, 1], ['"no end', 0, 1], ['[01]', 2, 1], [`${'['.repeat(500)}`, 201, 1],
  ] as const)('says where %j is no JSON', (text, at, line) => {
    let error: unknown;
    try {
      locate(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(JsonError);
    expect((error as JsonError).at).toBe(at);
    expect(lineOf(text, at).line).toBe(line);
  }); // prettier-ignore

  it('does not take a name for an attribute of an object', () => {
    expect(Object.getPrototypeOf(locate('{"__proto__": {"x": 1}}').value)).toBe(Object.prototype);
  });
});

describe('colours', () => {
  it.each([TEXT, '{"a": "{{ input.x }} i {{ y', '"\\', '<script>alert(1)</script>', '{"n": -1.5e3, "t": "{{ a }}"}'])(
    'loses nothing of %j',
    (text) => {
      expect(piecesOf(text).map((piece) => piece.text).join('')).toBe(text);
    },
  );

  it('tells names, texts, expressions and numbers apart', () => {
    const kinds = piecesOf('{"a": "x {{ b }}", "n": 5, "t": true}').filter(({ kind }) => kind !== 'plain');
    expect(kinds.map(({ kind }) => kind)).toEqual(['name', 'string', 'expression', 'string', 'name', 'number', 'name', 'word']);
  });
});
