/** The tools of connected MCP servers, as an agent may be granted them. */
import type { McpProvider, McpTool } from '@bivelio/sdk';
import { useRead } from '~/app/use-read';
import { newTool, type ToolValues } from './grants';

const MOST = 100;
const PREFIX = 'mcp:';
const GRANTABLE = /^[A-Za-z0-9_.-]{1,72}$/;

/** What an agent may do with a tool: use it, use it once a person has approved the call, or neither. */
export type Use = 'no' | 'yes' | 'asks';

export const isServerTool = (name: string) => name.startsWith(PREFIX);

/** The name under which an agent is granted a tool of a connection. */
export const grantName = (connection: string, tool: string) => `${PREFIX}${connection}:${tool}`;

/** The connection and the tool of such a name. */
export function partsOf(name: string): [connection: string, tool: string] {
  const rest = name.slice(PREFIX.length);
  const end = rest.indexOf(':');
  return [rest.slice(0, end), rest.slice(end + 1)];
}

/** Whether a model can be told the name of a tool; others are given one in their connection. */
export const isGrantable = ({ name }: McpTool) => GRANTABLE.test(name);

/** What an agent may do with a tool: a person decides about each call of one that its server does not mark as reading only. */
export function chosenUse(tool: McpTool, grant: ToolValues | undefined): Use {
  if (!grant) return 'no';
  return !tool.read_only || (grant.asks !== '' && grant.asks !== 'never') ? 'asks' : 'yes';
}

/** The grant of a tool as its server describes it now: what was read here is what is granted. */
export function grantFor(connection: string, tool: McpTool, use: 'yes' | 'asks', former?: ToolValues): ToolValues {
  const name = grantName(connection, tool.name);
  return { ...newTool(name), reachesAll: former?.reachesAll ?? false, asks: use === 'asks' ? 'always' : '', pinned: former?.pinned ?? tool.pin };
}

/** The grant of a tool that its server describes otherwise by now, with the new words. */
export const renewed = (grant: ToolValues, tool: McpTool): ToolValues => ({ ...grant, pinned: tool.pin, ...(!tool.read_only && { asks: 'always' as const, limits: [] }) });

/** Whether the server says something else of a tool than when it was granted. */
export const hasChanged = (tool: McpTool, grant: ToolValues | undefined) => grant?.pinned !== undefined && grant.pinned !== tool.pin;

/** A connection of whose tools an agent has some, or may have; without a provider it is gone. */
export interface Server {
  connection: string;
  provider: McpProvider | undefined;
  grants: ToolValues[];
}

/** The connected servers by name, then those that are gone and of which the agent still has tools. */
export function serversOf(providers: readonly McpProvider[], tools: readonly ToolValues[]): Server[] {
  const granted = tools.filter(({ name }) => isServerTool(name));
  const connected = providers.map(({ provider }) => provider);
  const names = new Set([...connected, ...granted.map(({ name }) => partsOf(name)[0])]);
  return [...names].map((connection, at) => ({
    connection,
    provider: providers[at],
    grants: granted.filter(({ name }) => partsOf(name)[0] === connection),
  }));
}

/** The connected servers. */
export const useProviders = () => useRead<McpProvider[]>(['mcp.providers'], (client) => every(client.mcp.providers({ per_page: MOST })));

/** The tools that a server has now; it is asked when they are looked at. */
export const useToolsOf = (connection: string) =>
  useRead<McpTool[]>(['mcp.tools', connection, 'all'], (client) => every(client.mcp.tools({ provider: connection, per_page: MOST })));

async function every<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
