/** The tools of an agent as a form has them, and back. */
import type { Agent } from '@bivelio/sdk';

export type Grant = Agent['tools'][number];

/** When a person decides first. Nothing: as the platform does, when what a call changes cannot be taken back. */
export type Asks = '' | 'always' | 'never' | 'over';

/** The most that a call may have without being asked about. */
export interface Limit {
  field: string;
  /** A number, as it is typed. */
  most: string;
}

export interface ToolValues {
  name: string;
  asks: Asks;
  /** Of `over` alone. */
  limits: Limit[];
  /** Whether a call in a conversation may be about anybody. */
  reachesAll: boolean;
  /** Of a tool of a server: stands for what the server said of it when it was granted. */
  pinned?: string | undefined;
}

/** What a tool that is chosen begins with. */
export const newTool = (name: string): ToolValues => ({ name, asks: '', limits: [], reachesAll: false });

/** What limits begin with: the total, and no number. */
export const FIRST_LIMIT: Limit = { field: 'total', most: '' };

/** A granted tool as the form has it. */
export function toolValuesOf(grant: Grant): ToolValues {
  if (typeof grant === 'string') return newTool(grant);
  const { name, approval, reach, pinned } = grant;
  const over = typeof approval === 'object' ? approval.over : {};
  return {
    name,
    asks: typeof approval === 'object' ? 'over' : (approval ?? ''),
    limits: Object.entries(over).map(([field, most]) => ({ field, most: String(most) })),
    reachesAll: reach === 'all',
    ...(pinned && { pinned }),
  };
}

/** What the API gets: the name alone where nothing else is said. A limit without a number goes as it is, so that the API says so. */
export function grantOf({ name, asks, limits, reachesAll, pinned }: ToolValues): Grant {
  const over = () => ({ over: Object.fromEntries(limits.map(({ field, most }) => [field, most ? Number(most) : (most as never)])) });
  const about = { ...(asks && { approval: asks === 'over' ? over() : asks }), ...(reachesAll && { reach: 'all' as const }), ...(pinned && { pinned }) };
  return Object.keys(about).length ? { name, ...about } : name;
}

/** Operations have short names as steps, which agents may have been granted: `contact.find` for `contacts.find`. */
export const operationOf = (tool: string) => tool.replace(/^(contact|invoice|case|deal|message|document)\./, '$1s.');
