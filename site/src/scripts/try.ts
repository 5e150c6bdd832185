// The form that sends an operation: loaded when somebody opens it.
import type { Plain } from '../lib/schema';
import type { Words } from '../lib/words';
import { withCopy } from './copy';
import { highlight } from './highlight';

interface Sent {
  path: string;
  body: unknown;
  header: string;
  takesKey: boolean;
  fields: Plain[];
}

interface Place {
  label: string;
  url: string;
  keys: Record<string, string>;
}

const OWN = '';
/** How much of the answer is to be seen below its first line, in pixels. */
const ROOM_BELOW = 160;
/** What stands for a credential in code. */
const SECRETS: Record<string, string> = {
  'X-API-Key': '$BIVELIO_API_KEY',
  apikey: '$BIVELIO_API_KEY',
  Authorization: 'Bearer $BIVELIO_ACCESS_TOKEN',
};

/** Put the form in its place and the cursor into it; the button goes. */
export async function open(button: HTMLButtonElement, t: Words): Promise<void> {
  const sent: Sent = JSON.parse(button.dataset.try!);
  const places = await readPlaces();
  const form = document.createElement('form');
  form.noValidate = true;
  const environment = select(t.environment, places.map((place) => place.label));
  const key = select(t.key, []);
  const takesToken = sent.header === 'Authorization';
  const own = input(takesToken ? t.pasteToken : t.pasteKey);
  const body = textarea(t.body, JSON.stringify(sent.body, null, 2));
  const note = element('p', 'note', t.liveNote);
  const problem = element('p', 'problem');
  problem.setAttribute('role', 'alert');
  const send = element('button', 'primary', t.send) as HTMLButtonElement;
  const result = element('div', 'result');
  result.setAttribute('aria-live', 'polite');
  const two = element('div', 'two');
  two.append(environment.label, key.label);
  form.append(two, own.label, note, inputs(sent, body.field), body.label, problem, send, result);

  const showKeys = () => {
    const place = places[environment.field.selectedIndex];
    const names = takesToken ? [] : Object.entries(place.keys);
    key.field.replaceChildren(...names.map(([name, value]) => new Option(name, value)), new Option(t.ownKey, OWN));
    key.label.hidden = takesToken;
    own.label.hidden = key.field.value !== OWN;
    note.hidden = environment.field.selectedIndex === 0;
  };
  environment.field.addEventListener('change', showKeys);
  key.field.addEventListener('change', () => (own.label.hidden = key.field.value !== OWN));
  showKeys();

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    let content: unknown;
    try {
      content = JSON.parse(body.field.value);
    } catch (error) {
      problem.textContent = `${t.notJson}: ${(error as Error).message}`;
      body.field.focus();
      return;
    }
    const place = places[environment.field.selectedIndex];
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      'Accept-Language': document.documentElement.lang,
      [sent.header]: `${takesToken ? 'Bearer ' : ''}${(key.field.value || own.field.value).trim()}`,
    };
    if (sent.takesKey) headers['Idempotency-Key'] = crypto.randomUUID();
    send.disabled = true;
    send.textContent = t.sending;
    try {
      await show(result, place.url + sent.path, { method: 'POST', headers, body: JSON.stringify(content) }, t);
    } catch {
      result.replaceChildren();
      problem.textContent = `${t.noConnection} ${place.url}`;
    } finally {
      send.disabled = false;
      send.textContent = t.send;
    }
  });
  const place = document.querySelector<HTMLElement>('[data-try-place]')!;
  place.append(form);
  place.hidden = false;
  button.remove();
  place.scrollIntoView({ block: 'nearest' });
  send.focus({ preventScroll: true });
}

type Values = Record<string, unknown>;

/** Inputs of the plain fields, which write into the body and follow what is written there. */
function inputs(sent: Sent, body: HTMLTextAreaElement): HTMLElement {
  const read = (): [Values, Values] | undefined => {
    try {
      const whole = JSON.parse(body.value) as Values;
      const fields = 'data' in (sent.body as Values) ? whole.data : whole;
      return fields && typeof fields === 'object' ? [whole, fields as Values] : undefined;
    } catch {
      return undefined; // told when it is sent
    }
  };
  const shown = sent.fields.map((one) => {
    const made = one.values.length ? select(one.name, ['', ...one.values]) : input(one.name);
    if (one.isNumber) made.field.inputMode = 'decimal';
    made.field.addEventListener('input', () => {
      const found = read();
      if (!found) return;
      const [whole, fields] = found;
      const { value } = made.field;
      if (value) fields[one.name] = typed(value, one);
      else delete fields[one.name];
      body.value = JSON.stringify(whole, null, 2);
    });
    return { name: one.name, ...made };
  });
  const follow = () => {
    const found = read();
    if (found) for (const { name, field } of shown) field.value = String(found[1][name] ?? '');
  };
  body.addEventListener('input', follow);
  follow();
  const place = element('div', 'two');
  place.append(...shown.map(({ label }) => label));
  return place;
}

/** The value of an input as JSON has it; what is no number stays a text, and the API says what is wrong with it. */
function typed(text: string, { isNumber, values }: Plain): unknown {
  if (values[0] === 'true') return text === 'true';
  return isNumber && text.trim() && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Send, and put the answer where it is seen at once, with the code of what was sent below it. */
async function show(result: HTMLElement, url: string, request: RequestInit & { headers: Record<string, string>; body: string }, t: Words): Promise<void> {
  const started = performance.now();
  const answer = await fetch(url, request);
  const text = await answer.text();
  const line = element('p', 'line');
  const status = element('span', answer.ok ? 'good' : 'bad', `${answer.status} ${answer.statusText}`.trim());
  line.append(status, element('span', '', `${Math.round(performance.now() - started)} ms`));
  for (const name of ['X-Request-Id', 'X-RateLimit-Remaining', 'Idempotent-Replayed']) {
    const value = answer.headers.get(name);
    if (value) line.append(element('span', '', `${name}: ${value}`));
  }
  const again = element('details');
  again.append(element('summary', '', t.sentCode), codeBlock('bash', curl(url, request), t));
  result.replaceChildren(line, codeBlock('json', pretty(text), t), again);
  highlight(result);
  line.scrollIntoView({ block: 'nearest' });
  const isHidden = line.getBoundingClientRect().top > innerHeight - ROOM_BELOW;
  if (isHidden) line.scrollIntoView({ block: 'center' });
}

function codeBlock(language: string, text: string, t: Words): HTMLElement {
  const block = element('pre');
  block.tabIndex = 0;
  block.append(element('code', `language-${language}`, text));
  const place = element('div');
  place.append(block);
  withCopy(block, t);
  return place;
}

/** What was sent, as a command. The credential stays out of it: it is read from the environment. */
function curl(url: string, { headers, body }: { headers: Record<string, string>; body: string }): string {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== 'Idempotency-Key' && name !== 'Accept-Language')
    .map(([name, value]) => `-H "${name}: ${SECRETS[name] ?? value}"`);
  const address = new URL(url, location.href).href;
  return [`curl '${address}'`, ...lines, `-d '${body.replaceAll("'", "'\\''")}'`].join(' \\\n  ');
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Where requests can be sent: what the server of these pages says (the local platform names its demo keys), or the public API. */
async function readPlaces(): Promise<Place[]> {
  const answer = await fetch(`${import.meta.env.BASE_URL.replace(/\/$/, '')}/console.json`);
  if (answer.ok) return answer.json();
  throw new Error(`console.json: ${answer.status}`);
}

function element(tag: string, className = '', text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function labelled<Field extends HTMLElement>(text: string, field: Field): { label: HTMLLabelElement; field: Field } {
  const label = document.createElement('label');
  label.append(text, field);
  return { label, field };
}

function select(text: string, options: string[]) {
  const field = document.createElement('select');
  field.append(...options.map((option) => new Option(option)));
  return labelled(text, field);
}

function input(text: string) {
  const field = document.createElement('input');
  field.autocomplete = 'off';
  field.spellcheck = false;
  return labelled(text, field);
}

function textarea(text: string, value: string) {
  const field = document.createElement('textarea');
  field.spellcheck = false;
  field.value = value;
  field.rows = Math.min(18, Math.max(5, value.split('\n').length + 1));
  return labelled(text, field);
}
