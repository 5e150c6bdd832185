/** MCP servers that are connected by a click: where they are, and what their owner has to bring (docs/mcp.md). */

export interface Server {
  name: string;
  url: string;
  /** The server registers no apps by itself: its owner registers one there. */
  needsApp?: true;
  /** The server also takes a token that its owner makes there. */
  takesToken?: true;
}

export const SERVERS = {
  notion: { name: 'Notion', url: 'https://mcp.notion.com/mcp' },
  hubspot: { name: 'HubSpot', url: 'https://mcp.hubspot.com', needsApp: true },
  stripe: { name: 'Stripe', url: 'https://mcp.stripe.com', takesToken: true },
  github: { name: 'GitHub', url: 'https://api.githubcopilot.com/mcp/', needsApp: true, takesToken: true },
} as const satisfies Record<string, Server>;

export type ServerId = keyof typeof SERVERS | 'other';

export const SERVER_IDS = [...(Object.keys(SERVERS) as (keyof typeof SERVERS)[]), 'other'] as const;

/** The server of a choice; nothing for another one, whose address is asked. */
export function serverOf(id: ServerId): Server | undefined {
  return id === 'other' ? undefined : SERVERS[id];
}
