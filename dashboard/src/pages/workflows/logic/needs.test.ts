import { expect, it } from 'vitest';
import { needsOf } from './needs';

it('a definition needs what its steps name, each thing once, those inside loops too', () => {
  const steps = [
    { id: 'a', type: 'message.send', input: { channel: 'whatsapp' } },
    { id: 'b', type: 'messages.send', input: { channel: '{{ input.channel }}' } },
    { id: 'c', type: 'http_request', input: { url: 'https://api.example.com/x?id={{ input.id }}', auth: { bearer: { token: '{{ secrets.erp_token }}' } } } },
    { id: 'd', type: 'for_each', input: { items: [], steps: [{ id: 'e', type: 'message.send', input: { channel: 'whatsapp' } }, { id: 'f', type: 'mcp.execute', input: { provider: 'sheets' } }] } },
    { id: 'g', type: 'agent.invoke', note: 'Abans feia servir secrets.old_token.', input: { agent_id: 'ag_1' } },
    { id: 'h', type: 'http_request', input: { url: '{{ input.url }}' } },
  ];
  expect(needsOf({ steps })).toEqual([
    { kind: 'channel', name: 'whatsapp' },
    { kind: 'address', name: 'api.example.com' },
    { kind: 'server', name: 'sheets' },
    { kind: 'agent', name: 'ag_1' },
    { kind: 'secret', name: 'erp_token' },
  ]);
  expect(needsOf(null)).toEqual([]);
});
