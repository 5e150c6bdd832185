/** The client without a server: `fetch` is given. `npm run build` comes first. */
import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  APIConnectionError,
  APITimeoutError,
  AuthenticationError,
  BiVelio,
  ConfigurationError,
  WaitTimeoutError,
  WorkflowQueueFullError,
} from '../dist/index.js';

const KEY = 'bv_test_sk_secret';

/** A `fetch` that answers one after the other, and what was sent. */
function answering(...answers) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url: String(url), ...init, json: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const made = typeof answer === 'function' ? answer(url, init) : answer;
    return made instanceof Response ? made : Response.json({ success: true, data: made });
  };
  return { fetch, sent };
}

function failing(status, error) {
  return () => Response.json({ success: false, error: { message: 'M', retryable: false, ...error } }, { status });
}

function client(fetch, options = {}) {
  return new BiVelio({ apiKey: KEY, fetch, retryDelay: 0, ...options });
}

test('a test key goes to the sandbox by itself', () => {
  const cases = [
    [undefined, KEY, 'https://sandbox.api.bivelio.com/v1'],
    [undefined, 'bv_live_sk_1', 'https://api.bivelio.com/v1'],
    ['http://localhost:8080', 'bv_live_sk_1', 'http://localhost:8080/v1'],
    ['http://localhost:8080/v1/', KEY, 'http://localhost:8080/sandbox/v1'],
    ['https://api.example.com/sandbox/v1', KEY, 'https://api.example.com/sandbox/v1'],
  ];
  for (const [baseUrl, apiKey, expected] of cases) assert.equal(new BiVelio({ apiKey, baseUrl }).baseUrl, expected);
});

test('the environment names the key and the address', () => {
  Object.assign(process.env, { BIVELIO_API_KEY: KEY, BIVELIO_BASE_URL: 'http://127.0.0.1:9000/v1' });
  try {
    assert.equal(new BiVelio().baseUrl, 'http://127.0.0.1:9000/sandbox/v1');
  } finally {
    delete process.env.BIVELIO_API_KEY;
    delete process.env.BIVELIO_BASE_URL;
  }
});

test('a client that cannot work says in one sentence what to do', () => {
  const cases = [
    [{}, /BIVELIO_API_KEY/],
    [{ apiKey: 'sk_other' }, /bv_live_/],
    [{ apiKey: 'bv_test_\u2026' }, /copy it again/],
    [{ apiKey: 'bv_live_sk_a1b2c3d4e5f6...' }, /example/],
    [{ apiKey: 7 }, /apiKey must be text/],
    [{ apiKey: KEY, baseUrl: 'localhost:8080' }, /http:\/\/localhost:8080\/v1/],
    [{ apiKey: KEY, baseUrl: 'https://api.bivelio.com/v1?x=1' }, /baseUrl/],
    [{ apiKey: KEY, timeout: 0 }, /"timeout"/],
    [{ apiKey: KEY, maxRetries: -1 }, /"maxRetries"/],
    [{ apiKey: KEY, maxRetries: 'x' }, /"maxRetries"/],
    [{ apiKey: KEY, language: 'fr' }, /"language"/],
    [{ apiKey: KEY, headers: { 'X-A': 'a\nb' } }, /"headers"/],
    [{ apiKey: KEY, accessToken: 'a.b.c' }, /not both/],
    [{ apiKey: KEY, signIn: { email: 'a@b.cat' } }, /password/],
    [{ api_key: KEY }, /write "apiKey"/],
    [{ apiKey: KEY, colour: 1 }, /there are timeout/],
  ];
  for (const [options, says] of cases) {
    const isRight = (error) => error instanceof ConfigurationError && says.test(error.message);
    assert.throws(() => new BiVelio(options), isRight, String(says));
  }
  assert.throws(() => client(fetch).contacts.get('ct_1', { time_out: 1 }), /there are timeout|write "timeout"/);
  assert.throws(() => client(fetch).contacts.create('Maria'), /an object of fields/);
  assert.throws(() => client(fetch).withOptions({ apiKey: KEY }), /no option "apiKey"/);
});

test('a live secret key is refused in a browser unless it is allowed', () => {
  globalThis.document = {};
  try {
    assert.throws(() => new BiVelio({ apiKey: 'bv_live_sk_1' }), /publishable key/);
    new BiVelio({ apiKey: 'bv_live_pk_1' });
    new BiVelio({ apiKey: 'bv_live_sk_1', dangerouslyAllowBrowser: true });
  } finally {
    delete globalThis.document;
  }
});

test('short forms send the same fields as the long ones', async () => {
  const { fetch, sent } = answering({ id: '1' });
  const bivelio = client(fetch);
  await bivelio.workflows.execute('wf_1', { plan: 'pro' });
  await bivelio.workflows.execute({ workflow_id: 'wf_1', input: { plan: 'pro' } });
  await bivelio.agents.invoke('ag_1', { text: 'a' }, { idempotencyKey: 'one' });
  await bivelio.contacts.update('ct_1', { email: null, name: undefined });
  await bivelio.invoices.void('inv_1', { reason: 'r' });
  await bivelio.agents.invoke('ag_1', { text: 'a' }, { front_desk: true, timeout: 9_000 });
  await bivelio.workflows.execute('wf_1', undefined, { async: false });
  assert.deepEqual(sent[0].json, sent[1].json);
  assert.deepEqual(sent[0].json, { data: { workflow_id: 'wf_1', input: { plan: 'pro' } } });
  assert.deepEqual(sent[2].json, { data: { agent_id: 'ag_1', input: { text: 'a' } } });
  assert.equal(sent[2].headers['Idempotency-Key'], 'one');
  assert.equal(sent[2].headers['User-Agent'], `bivelio-js/1.0.0 node/${process.versions.node}`);
  assert.deepEqual(sent[3].json, { data: { id: 'ct_1', email: null } });
  assert.deepEqual(sent[4].json, { data: { id: 'inv_1', reason: 'r' } });
  assert.deepEqual(sent[5].json, { data: { front_desk: true, agent_id: 'ag_1', input: { text: 'a' } } });
  assert.deepEqual(sent[6].json, { data: { async: false, workflow_id: 'wf_1' } });
});

test('fields that are not JSON are refused before anything is sent', async () => {
  const { fetch, sent } = answering({ id: '1' });
  await assert.rejects(client(fetch).credits.ledger({ page: NaN }), /not JSON: page is NaN/);
  await assert.rejects(client(fetch).credits.ledger({ page: 1n }), ConfigurationError);
  assert.equal(sent.length, 0);
});

/** A `fetch` that never answers, but stops with its signal. */
function hanging(_url, { signal }) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

test('the timeout is an error of its own, and a signal rejects with its reason', async () => {
  await assert.rejects(client(hanging, { timeout: 20, maxRetries: 0 }).contacts.get('ct_1'), APITimeoutError);
  const controller = new AbortController();
  const call = client(hanging).contacts.get('ct_1', { signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(call, /enough/);
  const before = AbortSignal.abort(new Error('before'));
  await assert.rejects(client(hanging).contacts.get('ct_1', { signal: before }), /before/);
});

test('a signal stops the wait for a retry', async () => {
  const controller = new AbortController();
  const { fetch, sent } = answering(failing(429, { code: 'WORKFLOW_QUEUE_FULL', retry_after: 50 }));
  const call = client(fetch).contacts.get('ct_1', { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await assert.rejects(call, /enough/);
  assert.equal(sent.length, 1);
  await assert.rejects(client(fetch).contacts.get('ct_1', { maxRetries: 0 }), WorkflowQueueFullError);
});

test('a user is signed in once, and an expired token is refreshed once for all calls', async () => {
  const sent = [];
  let number = 0;
  const fetch = async (url, { headers, body }) => {
    const path = new URL(url).pathname + new URL(url).search;
    sent.push({ path, json: JSON.parse(body), headers });
    if (path.includes('/auth/token')) {
      number++;
      return Response.json({ access_token: `t${number}`, refresh_token: `r${number}`, expires_in: 3600, user: {} });
    }
    const isValid = headers.Authorization === `Bearer t${number}`;
    return isValid ? Response.json({ success: true, data: {} }) : failing(401, { code: 'AUTH_EXPIRED_TOKEN' })();
  };
  const kept = [];
  const signIn = { email: 'a@b.cat', password: 'p', onTokens: (tokens) => kept.push(tokens.refresh_token) };
  const bivelio = client(fetch, { signIn });
  await Promise.all([1, 2, 3].map(() => bivelio.contacts.get('ct_1')));
  assert.equal(number, 1);
  number = 7; // the token of before has expired on the server's side
  await Promise.all([1, 2, 3].map(() => bivelio.contacts.get('ct_1')));
  assert.deepEqual(kept, ['r1', 'r8']);
  const asked = sent.filter(({ path }) => path.includes('/auth/token'));
  assert.deepEqual(
    asked.map(({ path, json }) => [path.split('=')[1], json]),
    [
      ['password', { email: 'a@b.cat', password: 'p' }],
      ['refresh_token', { refresh_token: 'r1' }],
    ],
  );
  assert.equal(asked[0].headers['X-API-Key'], KEY);
  assert.ok(sent.every(({ path, headers }) => path.includes('/auth/token') || !headers['X-API-Key']));
});

test('the code of a second factor is asked for once, where it is needed', async () => {
  const sent = [];
  const fetch = async (url, { body }) => {
    const grant = new URL(url).searchParams.get('grant_type');
    if (grant) sent.push([grant, JSON.parse(body)]);
    if (grant === 'password') {
      return failing(401, { code: 'AUTH_MFA_REQUIRED', details: { challenge: 'chl-1' } })();
    }
    return Response.json(
      grant ? { access_token: 't', refresh_token: 'r', expires_in: 3600, user: {} } : { success: true, data: {} },
    );
  };
  const signIn = { email: 'a@b.cat', password: 'p' };
  await assert.rejects(client(fetch, { signIn }).contacts.get('ct_1'), ({ challenge }) => challenge === 'chl-1');
  assert.equal(sent.length, 1);
  let asked = 0;
  const code = async () => (asked++, '492039');
  const bivelio = client(fetch, { signIn: { ...signIn, code } });
  await Promise.all([1, 2, 3].map(() => bivelio.contacts.get('ct_1')));
  assert.equal(asked, 1);
  assert.deepEqual(sent.slice(2), [['mfa', { challenge: 'chl-1', code: '492039' }]]);
});

test('a refused password is thrown, and asked for again by the next call', async () => {
  const { fetch, sent } = answering(failing(401, { code: 'AUTH_INVALID_TOKEN' }));
  const bivelio = client(fetch, { signIn: { email: 'a@b.cat', password: 'p' } });
  await assert.rejects(bivelio.contacts.get('ct_1'), AuthenticationError);
  await assert.rejects(bivelio.contacts.get('ct_1'), AuthenticationError);
  assert.equal(sent.length, 2);
});

function streamed(text, cut = 1000) {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += cut) controller.enqueue(bytes.slice(at, at + cut));
      controller.close();
    },
  });
  return () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

test('a stream gives its events however its pieces are cut', async () => {
  const text = 'event: delta\ndata: {"text":"Bon dia, Núria"}\n\nevent: result\ndata: {"execution_id":"age_1"}\n\n';
  for (const cut of [1, 7, 1000]) {
    const { fetch, sent } = answering(streamed(text, cut));
    const found = [];
    for await (const event of client(fetch).agents.invoke('ag_1', { text: 'a' }, { stream: true })) found.push(event);
    assert.deepEqual(found, [
      { event: 'delta', data: { text: 'Bon dia, Núria' } },
      { event: 'result', data: { execution_id: 'age_1' } },
    ]);
    assert.equal(sent[0].json.data.stream, true);
  }
  const { fetch } = answering(streamed(text));
  const stream = await client(fetch).agents.invoke({ agent_id: 'ag_1', input: { text: 'a' }, stream: true });
  assert.deepEqual(await stream.result(), { execution_id: 'age_1' });
});

test('a stream that ends early or with an error throws', async () => {
  const early = client(answering(streamed('event: delta\ndata: {"text":"a"}\n\n')).fetch);
  await assert.rejects((await early.agents.invoke('ag_1', {}, { stream: true })).result(), APIConnectionError);
  const wrong = client(answering(streamed('event: error\ndata: {"code":"WORKFLOW_QUEUE_FULL"}\n\n')).fetch);
  await assert.rejects((await wrong.agents.invoke('ag_1', {}, { stream: true })).result(), WorkflowQueueFullError);
  assert.throws(() => early.contacts.get('ct_1', { stream: true }), /no stream/);
});

test('execute waits for the end of a run', async () => {
  const running = { instance_id: 'wfi_1', status: 'running' };
  const { fetch, sent } = answering(running, running, { status: 'completed', output: 1 });
  const run = await client(fetch).workflows.execute('wf_1', {}, { wait: true });
  assert.equal(run.output, 1);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).pathname),
    ['/v1/workflows/execute', '/v1/workflows/instances/get', '/v1/workflows/instances/get'],
  );
  const endless = client(answering(running).fetch);
  await assert.rejects(endless.workflows.execute('wf_1', {}, { wait: true, longest: 1 }), WaitTimeoutError);
});

test('following asks from the cursor on and can be left', async () => {
  const page = (id, next_after) => ({ events: [{ id }], next_after, has_more: false });
  const { fetch, sent } = answering(page('evn_1', 'c1'), page('evn_2', 'c2'));
  const [ids, cursors] = [[], []];
  const options = { pause: 1, types: ['contact.created'], onCursor: (cursor) => cursors.push(cursor) };
  for await (const event of client(fetch).events.follow(options)) {
    if (ids.push(event.id) === 2) break;
  }
  assert.deepEqual([ids, cursors], [['evn_1', 'evn_2'], ['c1']]);
  assert.ok(sent[0].json.data.from);
  assert.deepEqual(sent[1].json.data, { limit: 100, types: ['contact.created'], after: 'c1' });
});

test('following waits for failures that may pass, however often, and throws others', async () => {
  const lost = () => {
    throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  };
  const page = { events: [{ id: 'evn_1' }], next_after: 'c1', has_more: false };
  const { fetch, sent } = answering(lost, failing(429, { code: 'RATE_LIMIT_EXCEEDED', retry_after: 0 }), page, lost, page);
  const ids = [];
  for await (const event of client(fetch, { maxRetries: 0 }).events.follow({ pause: 1 })) {
    if (ids.push(event.id) === 2) break;
  }
  assert.deepEqual(ids, ['evn_1', 'evn_1']);
  assert.deepEqual(sent.map(({ json }) => json.data.after), [undefined, undefined, undefined, 'c1', 'c1']);
  const refused = client(answering(failing(401, { code: 'AUTH_INVALID_TOKEN' })).fetch);
  await assert.rejects(refused.events.follow().next(), AuthenticationError);
});

test('a small file goes as base64, and files come back as blobs', async () => {
  const small = answering({ document_id: 'doc_1' });
  await client(small.fetch).documents.upload(new Blob(['Hola']), { filename: 'a.txt', tags: ['t'] });
  assert.deepEqual(small.sent[0].json.data, { tags: ['t'], filename: 'a.txt', content_base64: 'SG9sYQ==' });
  assert.throws(() => client(fetch).documents.upload('a.txt'), /createReadStream/);
  await assert.rejects(client(fetch).contacts.importFile('a.csv'), /createReadStream/);
  await assert.rejects(client(fetch).documents.upload(Buffer.from('a')), /filename/);
  const { fetch: download } = answering({ url: 'https://storage.example.com/d', status: 'stored' }, () => new Response('Hola'));
  assert.equal(await (await client(download).documents.download('doc_1')).text(), 'Hola');
  const pdf = await client(answering({ content_base64: 'SG9sYQ==', mime_type: 'application/pdf' }).fetch).invoices.download('inv_1');
  assert.deepEqual([pdf.type, await pdf.text()], ['application/pdf', 'Hola']);
});

test('a stream of Node or of the web is read to its end, and one that cannot be is refused in words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bivelio-'));
  writeFileSync(join(folder, 'a.txt'), 'Hola');
  const { fetch, sent } = answering({ document_id: 'doc_1' });
  const { documents } = client(fetch);
  await documents.upload(createReadStream(join(folder, 'a.txt')));
  await documents.upload(new Blob(['Ho', 'la']).stream(), { filename: 'b.txt' });
  const files = sent.map(({ json }) => [json.data.filename, json.data.content_base64]);
  assert.deepEqual(files, [['a.txt', 'SG9sYQ=='], ['b.txt', 'SG9sYQ==']]);
  await assert.rejects(documents.upload(createReadStream(join(folder, 'a.txt'), 'utf8')), /without an encoding/);
  const endless = async function* () {
    for (const chunk = new Uint8Array(1_000_000); ; ) yield chunk;
  };
  await assert.rejects(documents.upload(endless(), { filename: 'c' }), /50 MB/);
  rmSync(folder, { recursive: true });
});

test('an error says its code, the id of the request and the remedy wherever it is printed', async () => {
  const error = { code: 'CONTACT_NOT_FOUND', message: 'No hi ha cap contacte.', request_id: 'req_1', remedy: 'Mira l\u2019id.' };
  const found = await client(answering(failing(404, error)).fetch).contacts.get('ct_1').catch((one) => one);
  assert.equal(found.message, error.message);
  assert.equal(String(found), '404 CONTACT_NOT_FOUND: No hi ha cap contacte. (request req_1)\n  Mira l\u2019id.');
  assert.ok(found.stack.startsWith(`${found}\n`), found.stack);
  assert.ok(!inspect(found).includes('Response {'), inspect(found));
});

test('an operation is called by its path, known or newer than the client', async () => {
  const { fetch, sent } = answering({ contacts: [{ id: 'ct_1' }], pagination: { page: 1, total_pages: 1 } });
  const page = await client(fetch).request('/contacts/list', { type: 'person' }, { language: 'es' });
  assert.deepEqual([page.items, sent[0].headers['Accept-Language']], [[{ id: 'ct_1' }], 'es']);
  const { data } = await client(fetch).request('/robots/make', { name: 'R2' }).withResponse();
  assert.deepEqual([data.contacts.length, sent[1].json], [1, { data: { name: 'R2' } }]);
  assert.match(sent[1].headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
  const lost = answering(() => {
    throw new TypeError('fetch failed');
  });
  await assert.rejects(client(lost.fetch).request('/robots/make'), APIConnectionError);
  assert.equal(lost.sent.length, 1);
  for (const path of ['robots/make', '/robots', '/robots/../keys/list', 'https://example.com/a/b', undefined]) {
    assert.throws(() => client(fetch).request(path), /A path is like/);
  }
});

test('a large file goes to an address of its own, without a credential, and is waited for', async () => {
  const upload = { url: 'https://storage.example.com/u', headers: { 'Content-Type': 'application/octet-stream' } };
  const { fetch, sent } = answering(
    { document_id: 'doc_1', upload },
    () => new Response(null, { status: 503 }),
    () => new Response(),
    { status: 'awaiting_upload' },
    { status: 'stored' },
  );
  const stored = await client(fetch).documents.upload(Buffer.alloc(4_000_001), { filename: 'a.bin' });
  assert.equal(stored.status, 'stored');
  assert.equal(sent[0].json.data.size_bytes, 4_000_001);
  const puts = sent.filter(({ method }) => method === 'PUT');
  assert.deepEqual(puts.map(({ body, headers }) => [body.length, headers['X-API-Key']]), [[4_000_001, undefined], [4_000_001, undefined]]);
});

test('a CSV is imported and its progress told', async () => {
  const { fetch, sent } = answering({ id: 'imp_1' }, { status: 'running' }, { status: 'completed' });
  const told = [];
  const onProgress = ({ status }) => told.push(status);
  const done = await client(fetch).contacts.importFile(Buffer.from('id,name\n'), { onProgress });
  assert.deepEqual([done.status, told], ['completed', ['running', 'completed']]);
  assert.deepEqual(sent[0].json.data, { csv: 'id,name\n' });
});

test('an import has the fields of its operation, and a preview is not waited for', async () => {
  const upload = { url: 'https://storage.example.com/u', content_type: 'text/csv' };
  const { fetch, sent } = answering({ id: 'imp_1', upload }, () => new Response(), { id: 'imp_1', status: 'previewed' });
  const fields = { match_on: ['email'], mapping: { Saldo: null }, mode: 'preview' };
  const preview = await client(fetch).contacts.importFile(Buffer.alloc(1_000_001), fields);
  assert.equal(preview.status, 'previewed');
  assert.deepEqual([sent[0].json.data, sent[2].json.data], [fields, { ...fields, id: 'imp_1' }]);
});
