// The official TypeScript client signs in by itself: the address is the argument. It opens the page of consent as a browser
// would, which sends it back, and writes the names of the tools and what it keeps.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";

const [url] = process.argv.slice(2);
const kept = {};
let cameBack;
const provider = {
  redirectUrl: "http://localhost:8765/callback",
  clientMetadata: { client_name: "A client of the official package", redirect_uris: ["http://localhost:8765/callback"] },
  state: () => "a-state-of-the-client",
  clientInformation: () => kept.client,
  saveClientInformation: (client) => void (kept.client = client),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => void (kept.tokens = tokens),
  saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
  codeVerifier: () => kept.verifier,
  async redirectToAuthorization(page) {
    cameBack = new URL((await fetch(page, { redirect: "manual" })).headers.get("location"));
  },
};
const client = () => new Client({ name: "judge", version: "1" });
const transport = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });

const first = transport();
const refused = await client().connect(first).catch((error) => error);
if (!(refused instanceof UnauthorizedError)) throw refused;
await first.finishAuth(cameBack.searchParams);
const signedIn = client();
await signedIn.connect(transport());
const { tools } = await signedIn.listTools();
console.log(JSON.stringify({ tools: tools.map((one) => one.name), client: kept.client.client_id, scope: kept.tokens.scope }));
await signedIn.close();
