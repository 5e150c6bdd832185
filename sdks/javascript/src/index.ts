/** The client of BiVelio's API: `import { BiVelio } from '@bivelio/sdk'`. */
import { sign, verify } from './webhooks.js';

export { BiVelio } from './client.js';
export * from './errors.js';
export * from './codes.js';
export { Page } from './calls.js';
export type { Call, ListCall, StreamCall } from './calls.js';
export type { Answer } from './sending.js';
export { EventStream } from './streams.js';
export type { ClientOptions, RequestOptions, SharedOptions, SignIn } from './settings.js';
export type {
  AgentEvent,
  AgentStream,
  FollowOptions,
  ImportOptions,
  UploadOptions,
  WaitOptions,
} from './added.js';
export type { FileContent } from './files.js';
export type { HeadersLike, SignOptions, VerifyOptions } from './webhooks.js';
export type * from './resources.js';
export type * from './types.js';

/** Deliveries of webhooks. An object, not a namespace: bundlers drop it where it is not used. */
export const webhooks = { sign, verify };
