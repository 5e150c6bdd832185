// The form that sends an operation: loaded when somebody opens it.
import type { Plain } from '../lib/schema';
import type { Words } from '../lib/words';
import { codeOf, type Language, type Shape } from './code';
import { announce, withCopy } from './copy';
import { highlight } from './highlight';
import { startTabs } from './tabs';

interface Sent {
  path: string;
  query: Record<string, string>;
  body: unknown;
  takesKey: boolean;
  fields: Plain[];
  shape: Shape;
}

interface Place {
  label: string;
  url: string;
  keys: Record<string, string>;
}

const OWN = '';
const TOKEN = 'Authorization';
const NAMES: Record<Language, string> = { python: 'Python', javascript: 'JavaScript', cli: 'CLI', curl: 'curl' };

/** Put the form in its place and the cursor into it, or take it away and go back to the button. */
export async function open(button: HTMLButtonElement, t: Words): Promise<void> {
  const place = document.querySelector<HTMLElement>('[data-try-place]')!;
  if (place.hasChildNodes()) place.hidden = !place.hidden;
  else await fill(place, button, t);
  button.setAttribute('aria-expanded', String(!place.hidden));
  if (place.hidden) return;
  place.scrollIntoView({ block: 'nearest' });
  place.querySelector<HTMLElement>('select')!.focus({ preventScroll: true });
}

async function fill(place: HTMLElement, button: HTMLButtonElement, t: Words): Promise<void> {
  const sent: Sent = JSON.parse(button.dataset.try!);
  const places = await readPlaces();
  const form = document.createElement('form');
  form.noValidate = true;
  const environment = select(t.environment, places.map((each) => each.label));
  const key = select(t.key, []);
  const takesToken = sent.shape.credential === TOKEN;
  const own = input(takesToken ? t.pasteToken : t.pasteKey);
  const body = textarea(t.body, JSON.stringify(sent.body, null, 2));
  const note = element('p', 'note', t.liveNote);
  const problem = element('p', 'problem');
  problem.setAttribute('role', 'alert');
  const send = element('button', 'primary', t.send) as HTMLButtonElement;
  const close = element('button', 'plain', t.close) as HTMLButtonElement;
  close.type = 'button';
  close.addEventListener('click', () => {
    open(button, t);
    button.focus();
  });
  const result = element('section', 'result');
  result.hidden = true;
  result.setAttribute('aria-label', t.answered);
  const two = element('div', 'two');
  two.append(environment.label, key.label);
  const buttons = element('div', 'buttons');
  buttons.append(send, close);
  form.append(two, own.label, note, inputs(sent, body.field), body.label, problem, buttons, result);

  const showKeys = () => {
    const chosen = places[environment.field.selectedIndex];
    const names = takesToken ? [] : Object.entries(chosen.keys);
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
    if (send.ariaDisabled === 'true') return; // disabled for ears and eyes: `disabled` would take the cursor away
    problem.textContent = '';
    let content: unknown;
    try {
      content = JSON.parse(body.field.value);
    } catch (error) {
      problem.textContent = `${t.notJson}: ${(error as Error).message}`;
      body.field.focus();
      return;
    }
    const { url } = places[environment.field.selectedIndex];
    send.ariaDisabled = 'true';
    send.textContent = t.sending;
    try {
      const credential = `${takesToken ? 'Bearer ' : ''}${(key.field.value || own.field.value).trim()}`;
      show(result, await ask(sent, url, content, credential), codeBlocks(sent, url, content, t), t);
    } catch {
      result.hidden = true;
      problem.textContent = `${t.noConnection} ${url}`;
    } finally {
      send.ariaDisabled = null;
      send.textContent = t.send;
    }
  });
  place.append(form);
  place.hidden = false;
}

interface Answer {
  status: string;
  isOk: boolean;
  ms: number;
  notes: string[];
  text: string;
}

async function ask(sent: Sent, url: string, content: unknown, credential: string): Promise<Answer> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Accept-Language': document.documentElement.lang,
    [sent.shape.credential]: credential,
  };
  if (sent.takesKey) headers['Idempotency-Key'] = crypto.randomUUID();
  const started = performance.now();
  const answer = await fetch(address(sent, url), { method: 'POST', headers, body: JSON.stringify(content) });
  const text = await answer.text();
  const names = ['X-Request-Id', 'X-RateLimit-Remaining', 'Idempotent-Replayed'].filter((name) => answer.headers.get(name));
  return {
    status: `${answer.status} ${answer.statusText}`.trim(),
    isOk: answer.ok,
    ms: Math.round(performance.now() - started),
    notes: names.map((name) => `${name}: ${answer.headers.get(name)}`),
    text,
  };
}

function address({ path, query }: Sent, url: string): string {
  const search = new URLSearchParams(query).toString();
  return `${url}${path}${search && `?${search}`}`;
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

/** Put the answer below the button, with the code of what was sent; bring it into sight and say its status. */
function show(result: HTMLElement, answer: Answer, code: HTMLElement, t: Words): void {
  const line = element('p', 'line');
  line.append(element('span', answer.isOk ? 'good' : 'bad', answer.status), element('span', '', `${answer.ms} ms`));
  line.append(...answer.notes.map((note) => element('span', '', note)));
  const body = element('div');
  body.append(block('json', pretty(answer.text)));
  result.replaceChildren(line, body, element('h3', '', t.sentCode), code);
  result.hidden = false;
  withCopy(body.querySelector('pre')!, t);
  for (const each of code.querySelectorAll('pre')) withCopy(each, t);
  startTabs(code);
  highlight(result);
  result.scrollIntoView({ block: 'nearest' });
  if (result.getBoundingClientRect().height > innerHeight / 2) line.scrollIntoView({ block: 'center' });
  announce(`${t.answered}: ${answer.status}`);
}

/** What was sent, in each language that can send it. The credential stays out: it is read from the environment. */
function codeBlocks(sent: Sent, url: string, content: unknown, t: Words): HTMLElement {
  const code = codeOf(sent.shape, { url: new URL(url + sent.path, location.href).href, query: sent.query, body: content });
  const [samples, bar, list] = [element('div', 'samples'), element('div', 'bar'), element('div')];
  samples.dataset.tabs = '';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', t.sentCode);
  bar.append(list);
  samples.append(bar);
  Object.entries(code).forEach(([language, text], index) => {
    const tab = element('button', '', NAMES[language as Language]) as HTMLButtonElement;
    const panel = element('div');
    tab.type = 'button';
    tab.id = `sent-${language}`;
    panel.id = `sent-${language}-panel`;
    tab.dataset.tab = language;
    tab.tabIndex = index ? -1 : 0;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    tab.setAttribute('aria-selected', String(index === 0));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    panel.hidden = index !== 0;
    panel.append(block(language === 'cli' || language === 'curl' ? 'bash' : language, text));
    list.append(tab);
    samples.append(panel);
  });
  return samples;
}

function block(language: string, text: string): HTMLElement {
  const pre = element('pre');
  pre.tabIndex = 0;
  pre.append(element('code', `language-${language}`, text));
  return pre;
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
