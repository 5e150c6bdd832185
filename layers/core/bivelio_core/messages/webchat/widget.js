/* The chat of a site: one script, no dependency. All it shows is in a shadow root, whose style is a constructed sheet and
   whose texts are text nodes, so that it works under a policy without inline styles, eval or HTML from strings. */
(() => {
  'use strict';
  const tag = document.currentScript;
  if (!tag || document.querySelector('bivelio-chat')) return;
  const url = tag.src.split('?')[0].replace(/\.js$/, '');
  const kept = `bivelio-chat ${url.slice(url.lastIndexOf('/') + 1)}`;
  const WORDS = {
    ca: {
      title: 'Parla amb nosaltres', open: 'Obre el xat', close: 'Tanca el xat', log: 'Conversa', field: 'El teu missatge',
      send: 'Envia', visitor: 'Tu', person: 'Equip', assistant: 'Assistent', news: 'missatges per llegir',
      sending: 'S’està enviant…', failed: 'No s’ha enviat.', again: 'Torna-ho a provar', offline: 'Ara no hi ha connexió. Ho tornem a provar.',
      often: 'Has enviat molts missatges seguits. Espera un minut.', gone: 'Aquest xat ara no està disponible.',
      note: 'T’hi pot respondre un assistent automàtic.', hello: 'Hola! Com et podem ajudar?',
    },
    es: {
      title: 'Habla con nosotros', open: 'Abre el chat', close: 'Cierra el chat', log: 'Conversación', field: 'Tu mensaje',
      send: 'Envía', visitor: 'Tú', person: 'Equipo', assistant: 'Asistente', news: 'mensajes por leer',
      sending: 'Enviando…', failed: 'No se ha enviado.', again: 'Vuelve a probarlo', offline: 'Ahora no hay conexión. Lo volvemos a probar.',
      often: 'Has enviado muchos mensajes seguidos. Espera un minuto.', gone: 'Este chat no está disponible ahora.',
      note: 'Te puede responder un asistente automático.', hello: '¡Hola! ¿En qué te podemos ayudar?',
    },
    en: {
      title: 'Talk to us', open: 'Open the chat', close: 'Close the chat', log: 'Conversation', field: 'Your message',
      send: 'Send', visitor: 'You', person: 'Team', assistant: 'Assistant', news: 'messages to read',
      sending: 'Sending…', failed: 'It was not sent.', again: 'Try again', offline: 'There is no connection now. We try again.',
      often: 'You have sent many messages in a row. Wait a minute.', gone: 'This chat is not available now.',
      note: 'An automatic assistant may answer you.', hello: 'Hello! How can we help you?',
    },
  };
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 1rem; inset-inline-end: 1rem; color-scheme: light dark;
      font: 1rem/1.45 system-ui, sans-serif; --paper: #fff; --text: #1b1f24; --quiet: #57606a; --line: #8c959f; --theirs: #eef1f4; --bad: #a40e26; }
    :host(.left) { inset-inline: 1rem auto; }
    @media (prefers-color-scheme: dark) {
      :host { --paper: #16191d; --text: #f0f3f6; --quiet: #b1bac4; --line: #6e7681; --theirs: #2a3038; --bad: #ff9a92; }
    }
    * { box-sizing: border-box; font: inherit; }
    button { cursor: pointer; border: 0; border-radius: .5rem; padding: .5rem .9rem; background: var(--own); color: var(--on); }
    button:disabled { opacity: .6; cursor: default; }
    :focus-visible { outline: 3px solid var(--text); outline-offset: 2px; box-shadow: 0 0 0 2px var(--paper); }
    .launch { display: grid; place-items: center; inline-size: 3.5rem; block-size: 3.5rem; padding: 0; border-radius: 50%; margin-inline-start: auto;
      position: relative; box-shadow: 0 2px 10px rgb(0 0 0 / .35); }
    :host(.left) .launch { margin-inline: 0 auto; }
    .launch svg { inline-size: 1.75rem; block-size: 1.75rem; fill: currentColor; }
    .count { position: absolute; inset-block-start: -.2rem; inset-inline-end: -.2rem; min-inline-size: 1.4rem; padding: 0 .3rem; border-radius: 1rem;
      background: #b3261e; color: #fff; font-size: .875rem; }
    .panel { display: flex; flex-direction: column; inline-size: min(23rem, calc(100vw - 2rem)); block-size: min(34rem, calc(100vh - 2rem)); background: var(--paper);
      color: var(--text); border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; box-shadow: 0 8px 30px rgb(0 0 0 / .35); }
    [hidden] { display: none !important; }
    header { display: flex; align-items: center; gap: .5rem; padding: .6rem .6rem .6rem 1rem; background: var(--own); color: var(--on); }
    h2 { flex: 1; margin: 0; font-weight: 600; font-size: 1.0625rem; overflow-wrap: anywhere; }
    header button { padding: .35rem; inline-size: 2.5rem; block-size: 2.5rem; }
    header button:focus-visible { outline-color: currentColor; outline-offset: -4px; box-shadow: none; }
    header svg { inline-size: 1.25rem; block-size: 1.25rem; stroke: currentColor; stroke-width: 2; }
    .log { flex: 1; overflow-y: auto; padding: 1rem; overscroll-behavior: contain; }
    .log:focus-visible { outline-offset: -4px; box-shadow: none; }
    ol { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: .75rem; }
    li { max-inline-size: 85%; align-self: flex-start; }
    li.visitor { align-self: flex-end; }
    .who { font-size: .8125rem; color: var(--quiet); }
    li.visitor .who { text-align: end; }
    .said { margin: 0; padding: .5rem .75rem; border-radius: .75rem; background: var(--theirs); white-space: pre-wrap; overflow-wrap: anywhere; }
    li.visitor .said { background: var(--own); color: var(--on); }
    .said a { color: inherit; }
    .note, .state { margin: 0; padding: 0 1rem .5rem; font-size: .8125rem; color: var(--quiet); }
    .state.bad { color: var(--bad); }
    li.failed .who { color: var(--bad); }
    li button { padding: .1rem .5rem; margin-block-start: .25rem; }
    form { display: flex; gap: .5rem; align-items: flex-end; padding: .75rem; border-block-start: 1px solid var(--line); }
    textarea { flex: 1; min-inline-size: 0; resize: none; block-size: 4.1rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); color: var(--text); }
    textarea:focus-visible { outline-offset: 0; box-shadow: none; }
    ::placeholder { color: var(--quiet); opacity: 1; }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 30rem) {
      :host(.open) { inset: 0; }
      :host(.open) .panel { inline-size: 100vw; block-size: 100vh; block-size: 100dvh; border: 0; border-radius: 0; box-shadow: none; }
    }
    @media (prefers-reduced-motion: no-preference) { .panel { animation: rise .15s ease-out; } @keyframes rise { from { transform: translateY(.75rem); opacity: 0; } } }
    @media print { :host { display: none; } }`;
  const FIRST_WAIT = 1500, LONGEST_WAIT = 30000, CLOSED_WAIT = 60000, GROWTH = 1.35, QUIET_AFTER = 1800000;

  /* Elements are made of names, properties and children. */
  const make = (name, about = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(about)) {
      if (key in element && !key.startsWith('aria')) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const drawn = (path, about) => {
    const space = 'http://www.w3.org/2000/svg', svg = document.createElementNS(space, 'svg'), line = document.createElementNS(space, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    if (about) line.setAttribute('fill', about);
    svg.append(line);
    return svg;
  };
  /* Black or white, whichever is easier to read on a colour: one of them always has 4.5:1. */
  const on = (colour) => {
    const part = (at) => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.179 ? '#000' : '#fff';
  };
  const storage = (act) => {
    try {
      return act(window.localStorage);
    } catch {
      return null; /* a browser that keeps nothing has a new session on each page */
    }
  };

  let token = storage((all) => all.getItem(kept)), cursor = '', settings = null, words = WORDS.ca, language = 'ca';
  let wait = FIRST_WAIT, timer = 0, active = Date.now(), unread = 0, isOpen = false, starting = null;
  const shown = new Map();

  const host = document.createElement('bivelio-chat'), root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const count = make('span', { className: 'count', hidden: true, 'aria-hidden': 'true' });
  const launch = make('button', { className: 'launch', type: 'button', 'aria-haspopup': 'dialog' }, drawn('M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'), count);
  const title = make('h2', { id: 'title' }), close = make('button', { type: 'button' }, drawn('M5 5l14 14M19 5L5 19', 'none'));
  const list = make('ol'), log = make('div', { className: 'log', role: 'log', tabIndex: 0, 'aria-live': 'polite' }, list);
  const note = make('p', { className: 'note' }), state = make('p', { className: 'state', role: 'status' });
  const label = make('label', { className: 'unseen', htmlFor: 'text' });
  const field = make('textarea', { id: 'text', maxLength: 2000, rows: 2, autocomplete: 'off' });
  const button = make('button', { type: 'submit' });
  const form = make('form', {}, label, field, button);
  const panel = make('section', { className: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: true }, make('header', {}, title, close), log, note, state, form);
  const whole = make('aside', {}, launch, panel);

  async function ask(what, data) {
    let answer;
    try {
      answer = await fetch(`${url}?do=${what}&lang=${language}`, {
        method: 'POST', mode: 'cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'origin',
        headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify(data),
      });
    } catch {
      return { error: 'offline' };
    }
    const body = await answer.json().catch(() => null);
    if (answer.ok && body) {
      if (body.data.token) {
        token = body.data.token;
        storage((all) => all.setItem(kept, token));
      }
      return body.data;
    }
    const reasons = { 401: 'over', 403: 'gone', 404: 'gone', 429: 'often', 400: 'refused', 413: 'refused' };
    return { error: reasons[answer.status] || 'offline' };
  }

  /* Who writes before the session is there waits for it: the one that is under way. */
  function start() {
    starting ||= begin().finally(() => (starting = null));
    return starting;
  }

  async function begin() {
    const begun = await ask('start', token ? { token } : {});
    if (begun.error) {
      say(begun.error === 'refused' ? 'gone' : begun.error, true);
      return false;
    }
    settings = begun.settings;
    cursor = begun.cursor;
    dress();
    begun.texts.forEach(add);
    say('');
    return true;
  }

  function dress() {
    const [asked] = (document.documentElement.lang || '').toLowerCase().split('-');
    const spoken = (settings && settings.languages) || ['ca', 'es', 'en'];
    language = spoken.includes(asked) ? asked : spoken[0];
    words = WORDS[language];
    const colour = (settings && settings.color) || '#1d4e7c';
    sheet.replaceSync(`${STYLE} :host { --own: ${colour}; --on: ${on(colour)}; }`);
    host.lang = language;
    host.classList.toggle('left', Boolean(settings && settings.position === 'left'));
    title.textContent = (settings && settings.title) || words.title;
    whole.setAttribute('aria-label', title.textContent);
    launch.setAttribute('aria-label', words.open);
    close.setAttribute('aria-label', words.close);
    log.setAttribute('aria-label', words.log);
    label.textContent = words.field;
    field.placeholder = words.field;
    button.textContent = words.send;
    note.textContent = words.note;
    if (settings && !shown.has('hello')) greet(spoken);
  }

  /* In the visitor's language; else as the owner has written it. */
  function greet(spoken) {
    const written = [language, ...spoken, ...Object.keys(WORDS)].find((each) => settings.greeting[each]);
    add({ id: 'hello', by: 'assistant', text: written ? settings.greeting[written] : words.hello, lang: written || language });
  }

  function add(one) {
    if (shown.has(one.id)) return false;
    const time = one.at ? ` · ${new Date(one.at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })}` : '';
    const said = make('p', { className: 'said', ...(one.lang && { lang: one.lang }) });
    one.text.split(/(https:\/\/[^\s<>"]+)/).forEach((part, at) => {
      said.append(at % 2 ? make('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part);
    });
    const who = make('div', { className: 'who' }, words[one.by] + time);
    const item = make('li', { className: one.by }, who, said);
    shown.set(one.id, item);
    list.append(item);
    log.scrollTop = log.scrollHeight;
    return one.by !== 'visitor';
  }

  function say(what, isBad = false) {
    state.textContent = what ? words[what] : '';
    state.classList.toggle('bad', isBad);
  }

  /* Messages go one after the other; one that failed stays where it is, with a button. */
  let before = Promise.resolve();
  const send = (id, text) => {
    before = before.then(() => deliver(id, text));
  };

  async function deliver(id, text) {
    const item = shown.get(id);
    item.classList.remove('failed');
    item.querySelector('button')?.remove();
    say('sending');
    let answer = await ask('send', { token, id, text, language });
    if (answer.error === 'over' && (await start())) answer = await ask('send', { token, id, text, language });
    if (!answer.error) {
      say('');
      soon();
      return;
    }
    say(answer.error === 'often' || answer.error === 'gone' ? answer.error : 'failed', true);
    item.classList.add('failed');
    item.append(make('button', { type: 'button', onclick: () => send(id, text) }, words.again));
  }

  const soon = () => {
    active = Date.now();
    wait = FIRST_WAIT;
    later();
  };

  function later() {
    clearTimeout(timer);
    if (document.hidden || !settings || Date.now() - active > QUIET_AFTER) return;
    timer = setTimeout(look, isOpen ? wait : CLOSED_WAIT);
  }

  async function look() {
    const seen = await ask('look', { token, after: cursor });
    if (seen.error) {
      if (seen.error === 'over') await start();
      else if (isOpen && seen.error !== 'often') say(seen.error === 'gone' ? 'gone' : 'offline', true);
      wait = LONGEST_WAIT;
    } else {
      if (state.textContent === words.offline) say('');
      cursor = seen.cursor;
      const fresh = seen.texts.filter(add).length;
      wait = fresh ? FIRST_WAIT : Math.min(wait * GROWTH, LONGEST_WAIT);
      if (fresh) active = Date.now();
      if (!isOpen) badge(unread + fresh);
    }
    later();
  }

  function badge(number) {
    unread = number;
    count.hidden = !number;
    count.textContent = String(number);
    launch.setAttribute('aria-label', number ? `${words.open} (${number} ${words.news})` : words.open);
  }

  async function show() {
    isOpen = true;
    host.classList.add('open');
    panel.hidden = false;
    launch.hidden = true;
    badge(0);
    field.focus();
    log.scrollTop = log.scrollHeight;
    if (!settings && !(await start())) return;
    soon();
  }

  function hide() {
    isOpen = false;
    host.classList.remove('open');
    panel.hidden = true;
    launch.hidden = false;
    launch.focus();
    later();
  }

  launch.addEventListener('click', show);
  close.addEventListener('click', hide);
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener('focus', () => Date.now() - active > QUIET_AFTER && soon());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || (!settings && !(await start()))) return;
    field.value = '';
    const id = crypto.getRandomValues(new Uint8Array(12)).reduce((all, each) => all + each.toString(16).padStart(2, '0'), '');
    add({ id, by: 'visitor', text, at: new Date().toISOString() });
    send(id, text);
  });
  document.addEventListener('visibilitychange', later);

  dress();
  root.append(whole);
  const appear = () => {
    document.body.append(host);
    if ('open' in tag.dataset) show();
    else if (token) start().then((begun) => begun && later());
  };
  if (document.body) appear();
  else document.addEventListener('DOMContentLoaded', appear);
})();
