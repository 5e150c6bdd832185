// Judges signed calls by the libraries of GitHub and Shopify: JSON on stdin, a verdict for each call on stdout.
import "@shopify/shopify-api/adapters/web-api";
import { sign, verify } from "@octokit/webhooks-methods";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";

const shopifyOf = (secret) =>
  shopifyApi({
    apiKey: "key", apiSecretKey: secret, scopes: [], hostName: "example.test", apiVersion: Object.values(ApiVersion)[0],
    isEmbeddedApp: false, logger: { level: LogSeverity.Error, log: () => {} },
  });

const judges = {
  github: ({ secret, body, headers }) => verify(secret, body, headers["x-hub-signature-256"]),
  shopify: async ({ secret, body, headers }) => {
    const rawRequest = new Request("https://example.test/", { method: "POST", headers });
    return (await shopifyOf(secret).webhooks.validate({ rawBody: body, rawRequest })).valid;
  },
};

const signers = { github: ({ secret, body }) => sign(secret, body) };

let text = "";
for await (const part of process.stdin) text += part;
const asked = JSON.parse(text);
const answers = [];
for (const each of asked.calls) {
  const by = asked.verb === "sign" ? signers : judges;
  try {
    answers.push(await by[each.preset](each));
  } catch {
    answers.push(false);
  }
}
console.log(JSON.stringify(answers));
