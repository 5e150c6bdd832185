import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from './tokens';

const encoded = (claims: object) => `h.${btoa(JSON.stringify(claims))}.s`;
const granted = (number: number, organisation = 'org_1', expires_in = 3600) => ({
  access_token: encoded({ org_id: organisation, role: 'owner', n: number }),
  token_type: 'bearer',
  expires_in,
  user: { id: 'usr_1', email: 'anna@example.com' },
});
const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const refused = (code: string) => answer(401, { success: false, error: { code, message: 'No.', request_id: 'req_1' } });

/** What was asked, and what the API answers: by the end of the path. */
let asked: { path: string; body: Record<string, unknown>; token: string | null }[];
let answers: Record<string, (() => Response)[]>;
let told: (Grant | undefined)[];
let kept: Map<string, string>;
let tokens: typeof import('./tokens');

beforeEach(async () => {
  [asked, told, kept, answers] = [[], [], new Map(), {}];
  vi.resetModules();
  vi.stubGlobal('location', { origin: 'https://api.example' });
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(new URL(input instanceof Request ? input.url : input, 'https://api.example'), init);
    const { pathname } = new URL(request.url);
    if (pathname.endsWith('/config.json')) return answer(200, { publishable_keys: { live: 'bv_live_pk', sandbox: 'bv_test_pk' } });
    const text = await request.text();
    asked.push({ path: pathname, body: text ? JSON.parse(text) : {}, token: request.headers.get('authorization') });
    const [name] = Object.keys(answers).filter((end) => pathname.endsWith(end));
    const next = name && answers[name]?.shift();
    if (!next) throw new TypeError(`nobody answers ${pathname}`);
    return next();
  });
  tokens = await import('./tokens');
  tokens.onGrants((grant) => told.push(grant));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const bearer = { headers: { Authorization: 'Bearer token-of-the-session' } };
const ask = (environment: 'live' | 'sandbox' = 'live') =>
  tokens.fetchOf(environment)(`https://api.example/${environment === 'live' ? '' : 'sandbox/'}v1/contacts/list`, { ...bearer, method: 'POST', body: '{}' });

describe('a token', () => {
  it('goes with each request, and is told with what it says of the person', async () => {
    tokens.keep('live', granted(1));
    answers = { '/contacts/list': [() => answer(200, {})] };
    expect((await ask()).status).toBe(200);
    expect(asked.map(({ token }) => token)).toEqual([`Bearer ${granted(1).access_token}`]);
    expect(told).toMatchObject([{ organisation: 'org_1', role: 'owner', user: { id: 'usr_1' } }]);
    expect([...kept.values()].join()).not.toContain(granted(1).access_token);
  });

  it('does not go with files, which have signed addresses of their own', async () => {
    tokens.keep('live', granted(1));
    answers = { '/file.pdf': [() => answer(200, {})] };
    await tokens.fetchOf('live')('https://files.example/file.pdf');
    expect(asked[0]?.token).toBeNull();
  });

  it('is renewed a little before it expires, from the cookie', async () => {
    tokens.keep('live', granted(1, 'org_1', 20));
    answers = { '/auth/token': [() => answer(200, granted(2))], '/contacts/list': [() => answer(200, {})] };
    await ask();
    expect(asked.map(({ path }) => path)).toEqual(['/v1/auth/token', '/v1/contacts/list']);
    expect(asked[0]?.body).toMatchObject({ cookie: true });
    expect(asked[1]?.token).toBe(`Bearer ${granted(2).access_token}`);
  });

  it('is renewed once for all who wait for it: the cookie works once', async () => {
    answers = { '/auth/token': [() => answer(200, granted(2))], '/contacts/list': Array.from({ length: 3 }, () => () => answer(200, {})) };
    await Promise.all([ask(), ask(), ask()]);
    expect(asked.filter(({ path }) => path.endsWith('/auth/token'))).toHaveLength(1);
  });

  it('that has expired before its time is renewed, and the request is sent again', async () => {
    tokens.keep('live', granted(1));
    answers = { '/auth/token': [() => answer(200, granted(2))], '/contacts/list': [() => refused('AUTH_EXPIRED_TOKEN'), () => answer(200, {})] };
    expect((await ask()).status).toBe(200);
    expect(asked.at(-1)?.token).toBe(`Bearer ${granted(2).access_token}`);
  });
});

describe('the session ends', () => {
  it('when its token is not valid any more', async () => {
    tokens.keep('live', granted(1));
    answers = { '/contacts/list': [() => refused('AUTH_INVALID_TOKEN')] };
    expect((await ask()).status).toBe(401);
    expect(told.at(-1)).toBeUndefined();
    expect(tokens.remembered().filter(Boolean)).toEqual([]);
  });

  it('when the cookie is refused', async () => {
    answers = { '/auth/token': [() => refused('AUTH_INVALID_TOKEN')] };
    await expect(tokens.renew('live')).rejects.toMatchObject({ status: 401 });
    expect(told).toEqual([undefined]);
  });

  it('when both have ended, neither of which waits for the other', async () => {
    tokens.keep('live', granted(1));
    tokens.keep('sandbox', granted(2));
    answers = {
      '/contacts/list': [() => refused('AUTH_EXPIRED_TOKEN')],
      '/auth/switch': [() => refused('AUTH_EXPIRED_TOKEN')],
      '/auth/token': [() => refused('AUTH_INVALID_TOKEN'), () => refused('AUTH_INVALID_TOKEN')],
    };
    await expect(ask('sandbox')).rejects.toMatchObject({ status: 401 });
    expect(asked.map(({ path }) => path)).toEqual(['/sandbox/v1/contacts/list', '/sandbox/v1/auth/token', '/v1/auth/switch', '/v1/auth/token']);
    expect(told.at(-1)).toBeUndefined();
    expect(tokens.hasEndedElsewhere()).toBe(true);
  });

  it('after which nothing is asked until somebody signs in, here or in another tab', async () => {
    answers = { '/auth/token': [() => refused('AUTH_INVALID_TOKEN'), () => answer(200, granted(2))], '/contacts/list': [() => answer(200, {})] };
    await expect(ask()).rejects.toMatchObject({ status: 401 });
    await expect(ask()).rejects.toMatchObject({ status: 401 });
    expect(asked).toHaveLength(1);
    kept.set('sessions', 'live');
    expect((await ask()).status).toBe(200);
  });

  it.each(['AUTH_INSUFFICIENT_SCOPE', 'AUTH_INVALID_API_KEY'])('not by %s', async (code) => {
    tokens.keep('live', granted(1));
    answers = { '/contacts/list': [() => refused(code)] };
    await ask();
    expect(told).toHaveLength(1);
    expect(tokens.remembered()).toEqual(['live']);
  });

  it('not when nobody answers, or what answers is no JSON', async () => {
    tokens.keep('live', granted(1));
    answers = { '/contacts/list': [() => new Response('<p>', { status: 401 })] };
    expect((await ask()).status).toBe(401);
    await expect(ask()).rejects.toThrow('nobody answers');
    expect(told).toHaveLength(1);
  });
});

describe('the other environment', () => {
  it('begins from the session there is, without a password', async () => {
    tokens.keep('live', granted(1));
    answers = { '/auth/switch': [() => answer(200, { success: true, data: { ...granted(2), org_id: 'org_1', environment: 'sandbox' } })], '/contacts/list': [() => answer(200, {})] };
    expect((await ask('sandbox')).status).toBe(200);
    expect(asked.map(({ path }) => path)).toEqual(['/v1/auth/switch', '/sandbox/v1/contacts/list']);
    expect(asked[0]?.body).toMatchObject({ data: { environment: 'sandbox', cookie: true } });
    expect(tokens.remembered()).toEqual(['live', 'sandbox']);
  });

  it('is begun anew where its cookie is of another organisation', async () => {
    kept.set('sessions', 'live sandbox');
    tokens.keep('live', granted(1));
    answers = {
      '/auth/token': [() => answer(200, granted(2, 'org_other'))],
      '/auth/switch': [() => answer(200, { success: true, data: { ...granted(3), org_id: 'org_1', environment: 'sandbox' } })],
      '/contacts/list': [() => answer(200, {})],
    };
    await ask('sandbox');
    expect(asked.map(({ path }) => path)).toEqual(['/sandbox/v1/auth/token', '/v1/auth/switch', '/sandbox/v1/contacts/list']);
    expect(asked.at(-1)?.token).toBe(`Bearer ${granted(3).access_token}`);
  });

  it('is forgotten when one changes to another organisation', async () => {
    tokens.keep('live', granted(1));
    tokens.keep('sandbox', granted(2));
    tokens.keep('live', granted(3, 'org_2'));
    answers = { '/auth/token': [() => answer(200, granted(4, 'org_2'))], '/contacts/list': [() => answer(200, {})] };
    await ask('sandbox');
    expect(asked.at(-1)?.token).toBe(`Bearer ${granted(4, 'org_2').access_token}`);
  });
});
