/** What a definition needs before it can work: connections, secrets, agents, addresses of other services. */
import { isFields } from './access';
import { allSteps } from './definition';
import { withoutNotes } from './notes';

export interface Need {
  kind: 'channel' | 'server' | 'secret' | 'agent' | 'address';
  /** The channel, the name of the server, the secret or the agent, or the host of the address. */
  name: string;
}

/** The services by which each channel goes; a web chat is written in, and needs none of its own. */
export const SERVICES: Record<string, readonly string[]> = { whatsapp: ['whatsapp'], telegram: ['telegram'], email: ['smtp', 'gmail'], webchat: ['webchat'] };

const SECRET = /\bsecrets\.([A-Za-z_]\w*)/g;

/** What the steps of a definition name, each thing once. */
export function needsOf(definition: unknown): Need[] {
  const found = new Map<string, Need>();
  const add = (kind: Need['kind'], name: unknown) => {
    if (typeof name === 'string' && name !== '' && !name.includes('{{')) found.set(`${kind} ${name}`, { kind, name });
  };
  for (const { step } of allSteps(definition)) {
    const { type, input } = step;
    if (type === 'message.send' || type === 'messages.send') add('channel', input['channel']);
    if (type === 'invoices.send') add('channel', 'email');
    if (type === 'mcp.execute') add('server', input['provider']);
    if (type === 'agent.invoke' || type === 'agents.invoke') add('agent', input['agent_id']);
    if (type === 'http_request') add('address', hostOf(input['url']));
  }
  for (const text of textsOf(withoutNotes(definition))) for (const [, name] of text.matchAll(SECRET)) add('secret', name);
  return [...found.values()];
}

function hostOf(url: unknown): string | undefined {
  return typeof url === 'string' ? /^https?:\/\/([^/{}?#]+)/.exec(url)?.[1] : undefined;
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const one of value) yield* textsOf(one);
  else if (isFields(value)) for (const one of Object.values(value)) yield* textsOf(one);
}
