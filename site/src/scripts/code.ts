// The code of a call in Python, JavaScript, the command line and curl: what tools/sdk/samples.py writes of an example, of what a person sends.

/** What the code of an operation is made from. */
export interface Shape {
  python: string;
  javascript: string;
  cli: string;
  /** The kind of each field as an option of the command line: `string`, `boolean`, `json`, `string[]`. */
  kinds: Record<string, string>;
  /** The field that goes without its name. */
  positional?: string;
  /** Fields whose name is a word of Python, by what they are called there. */
  renamed?: Record<string, string>;
  isBare?: boolean;
  isList?: boolean;
  /** By which header one signs in. */
  credential: string;
}

export interface Request {
  url: string;
  query: Record<string, string>;
  body: unknown;
}

export type Language = 'python' | 'javascript' | 'cli' | 'curl';
type Fields = Record<string, unknown>;

const WIDTH = 84;
const TOKEN = 'Authorization';
const VARIABLES: Record<string, string> = { [TOKEN]: 'Bearer $BIVELIO_ACCESS_TOKEN' };
const PLAIN_WORD = /^[\p{L}\p{N}_@%+:,./-]+$/u;
const NAME = /^[A-Za-z_$][\w$]*$/;

/** The code of a request by language. A body that no client can send, with a field that there is not, has curl alone. */
export function codeOf(shape: Shape, request: Request): Partial<Record<Language, string>> {
  const bare = { curl: curl(shape, request) };
  const fields = fieldsOf(shape, request.body);
  if (!fields || Object.keys(fields).some((name) => !(name in shape.kinds))) return bare;
  return { python: python(shape, fields, request.query), javascript: javascript(shape, fields, request.query), cli: command(shape, fields, request.query), ...bare };
}

/** The fields that a client is told: it knows itself that it does not ask for a stream. */
function fieldsOf(shape: Shape, body: unknown): Fields | undefined {
  if (!isObject(body)) return undefined;
  const { data, action, ...others } = body; // `action` may stand beside the fields, where it repeats the path
  if (!shape.isBare && Object.keys(others).length) return undefined;
  const fields = shape.isBare ? body : (data ?? {});
  if (!isObject(fields)) return undefined;
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => name !== 'stream' || value !== false));
}

function curl({ credential }: Shape, { url, query, body }: Request): string {
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`).join('&');
  const header = `${credential}: ${VARIABLES[credential] ?? '$BIVELIO_API_KEY'}`;
  return `curl '${url}${search && `?${search}`}' \\\n  -H "${header}" -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON_TEXT.written(body))}`;
}

function command({ cli, kinds, positional }: Shape, sent: Fields, query: Fields): string {
  const fields: Fields = { ...query, ...sent };
  const words = ['bivelio', ...cli.split(' ')];
  if (Object.values(fields).includes(null)) return [...words, '--data', quoted(JSON_TEXT.written(fields))].join(' ');
  if (positional && positional in fields) {
    words.push(word(String(fields[positional])));
    delete fields[positional];
  }
  const options = Object.entries(fields).flatMap(([name, value]) => optionsOf(name, value, kinds[name] ?? 'string'));
  const line = [...words, ...options].join(' ');
  return line.length <= WIDTH ? line : [words.join(' '), ...options].join(' \\\n  ');
}

/** A field as options: one, none for what is not said, or one for each item of a list. */
function optionsOf(name: string, value: unknown, kind: string): string[] {
  const option = name.replaceAll('_', '-');
  if (kind === 'boolean') return [value ? `--${option}` : `--no-${option}`];
  if (kind === 'json' || isObject(value)) return [`--${option} ${quoted(spaced(value))}`];
  const each = kind.endsWith('[]') && Array.isArray(value) ? value : [value];
  return each.map((one) => `--${option} ${word(String(one))}`);
}

function python(shape: Shape, sent: Fields, query: Fields): string {
  const fields = { ...sent };
  const argumentsOf: string[] = [];
  if (shape.positional && shape.positional in fields) {
    argumentsOf.push(PYTHON.written(fields[shape.positional]));
    delete fields[shape.positional];
  }
  argumentsOf.push(...Object.entries(query).map(([name, value]) => `${name}=${PYTHON.written(value)}`));
  argumentsOf.push(...Object.entries(fields).map(([name, value]) => `${shape.renamed?.[name] ?? name}=${PYTHON.written(value, 1)}`));
  const begin = `client.${shape.python}(`;
  let called = `${begin}${argumentsOf.join(', ')})`;
  if (called.length > WIDTH || called.includes('\n')) called = `${begin}\n${argumentsOf.map((one) => `    ${one},\n`).join('')})`;
  const lines =
    shape.credential === TOKEN
      ? ['import os', '', 'from bivelio import BiVelio', '', 'client = BiVelio(access_token=os.environ["BIVELIO_ACCESS_TOKEN"])']
      : ['from bivelio import BiVelio', '', 'client = BiVelio()'];
  lines.push(...(shape.isList ? [`for item in ${called}:`, '    print(item)'] : [`result = ${called}`, 'print(result)']));
  return lines.join('\n');
}

function javascript(shape: Shape, sent: Fields, query: Fields): string {
  const fields = { ...query, ...sent };
  const begin = `bivelio.${shape.javascript}(`;
  const called = `${begin}${Object.keys(fields).length ? JAVASCRIPT.written(fields, 0, WIDTH - begin.length) : ''})`;
  const options = shape.credential === TOKEN ? '{ accessToken: process.env.BIVELIO_ACCESS_TOKEN }' : '';
  const lines = ["import { BiVelio } from '@bivelio/sdk';", '', `const bivelio = new BiVelio(${options});`];
  lines.push(...(shape.isList ? [`for await (const item of ${called}) {`, '  console.log(item);', '}'] : [`const result = await ${called};`, 'console.log(result);']));
  return lines.join('\n');
}

/** How a language writes JSON values, over several lines where one would be long. */
class Notation {
  constructor(
    private readonly text: (value: string) => string,
    private readonly member: (name: string) => string,
    private readonly words: Record<string, string>,
    private readonly step: number,
    private readonly room = '',
    private readonly comma = '',
  ) {}

  /** The value; `depth` is that of the line where it begins, `width` what one line may have. */
  written(value: unknown, depth = 0, width = WIDTH): string {
    if (Array.isArray(value) && value.length) {
      const parts = value.map((each) => this.written(each, depth + 1));
      return this.joined('[', parts, ']', depth, width, '');
    }
    if (isObject(value) && Object.keys(value).length) {
      const parts = Object.entries(value).map(([name, each]) => `${this.member(name)}: ${this.written(each, depth + 1)}`);
      return this.joined('{', parts, '}', depth, width, this.room);
    }
    if (typeof value === 'string') return this.text(value);
    const word = JSON.stringify(value);
    return this.words[word] ?? word;
  }

  private joined(before: string, parts: string[], after: string, depth: number, width: number, room: string): string {
    const inner = parts.join(', ');
    if (inner.length + this.step * depth <= width && !inner.includes('\n')) return before + room + inner + room + after;
    const pad = ' '.repeat(this.step * (depth + 1));
    const lines = parts.map((part) => pad + part).join(',\n');
    return `${before}\n${lines}${this.comma}\n${' '.repeat(this.step * depth)}${after}`;
  }
}

function double(text: string): string {
  return JSON.stringify(text);
}

/** A text in JavaScript: in the quotes that it does not have itself. */
function single(text: string): string {
  return text.includes("'") ? double(text) : `'${double(text).slice(1, -1).replaceAll('\\"', '"')}'`;
}

function word(text: string): string {
  return PLAIN_WORD.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A value as JSON on one line, with a space after each comma and colon. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (isObject(value)) return `{${Object.entries(value).map(([name, each]) => `${double(name)}: ${spaced(each)}`).join(', ')}}`;
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const JSON_TEXT = new Notation(double, double, {}, 2);
const PYTHON = new Notation(double, double, { true: 'True', false: 'False', null: 'None' }, 4, '', ',');
const JAVASCRIPT = new Notation(single, (name) => (NAME.test(name) ? name : single(name)), {}, 2, ' ', ',');
