// The official TypeScript client, by lines of JSON: the address, key and generation are the arguments. The first line
// that it writes has the names of the tools; then each line that it reads is a call, and its result is written.
// What the server asks the person is agreed to, and told on a line of its own.
import { createInterface } from "node:readline";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, key, mode] = process.argv.slice(2);
const write = (document) => process.stdout.write(`${JSON.stringify(document)}\n`);

const client = new Client(
  { name: "judge", version: "1" },
  { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
);
client.setRequestHandler("elicitation/create", async (request) => {
  write({ asked: request.params.message });
  return { action: "accept", content: { confirm: true } };
});
const headers = { Authorization: `Bearer ${key}`, "Accept-Language": "en" };
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
const { tools } = await client.listTools();
write({ tools: tools.map((each) => each.name) });
for await (const line of createInterface({ input: process.stdin })) {
  write({ result: await client.callTool(JSON.parse(line)) });
}
await client.close();
