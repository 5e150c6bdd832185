/** A signed-in user: the access token, got when it is needed and refreshed in time, once at a time. */
import { APIError } from './errors.js';
import type { Answer, Fields } from './sending.js';
import type { SignIn } from './settings.js';

/** Refreshed this long before it expires: the request is under way for a while. */
const MARGIN = 30_000;

interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

export class Session {
  #tokens: Tokens | undefined;
  #expires = 0;
  #pending: Promise<string> | undefined;
  #refreshToken: string | undefined;

  #user: SignIn;
  #send: (fields: Fields) => Promise<Answer<unknown>>;

  /** `ask` sends a request for tokens, with the key alone. */
  constructor(user: SignIn, ask: (fields: Fields) => Promise<Answer<unknown>>) {
    this.#user = user;
    this.#send = ask;
    this.#refreshToken = user.refreshToken;
  }

  /** Return the access token. `isRefused`: the one of before was refused as expired. */
  token(isRefused: boolean): Promise<string> | string {
    if (this.#pending) return this.#pending;
    if (this.#tokens && !isRefused && Date.now() < this.#expires) return this.#tokens.access_token;
    this.#pending = this.#renew().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  async #renew(): Promise<string> {
    const { email, password, orgId, code } = this.#user;
    const refresh_token = this.#refreshToken;
    this.#refreshToken = undefined; // it works once
    if (refresh_token) {
      try {
        return await this.#ask({ grant_type: 'refresh_token', refresh_token });
      } catch (error) {
        if (!(error instanceof APIError && error.status === 401 && password)) throw error;
      }
    }
    try {
      return await this.#ask({ grant_type: 'password', email, password, org_id: orgId });
    } catch (error) {
      const challenge = error instanceof APIError && error.challenge;
      if (!challenge || !code) throw error;
      return this.#ask({ grant_type: 'mfa', challenge, code: await code() });
    }
  }

  async #ask(fields: Fields): Promise<string> {
    const tokens = (await this.#send(fields)).data as Tokens;
    this.#tokens = tokens;
    this.#refreshToken = tokens.refresh_token;
    this.#expires = Date.now() + tokens.expires_in * 1000 - MARGIN;
    this.#user.onTokens?.(tokens);
    return tokens.access_token;
  }
}
