// Runs a node of the package as n8n does, for each line of JSON: its parameters, its input, and what it answers.
//
// A parameter that is not given has the default of its description. A request goes out as n8n-core sends it, with the
// credential's header, and what is not 2xx is thrown as n8n-core throws it.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, url, key] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { NodeApiError } = require('n8n-workflow');
const { BivelioApi } = require('./dist/credentials/BivelioApi.credentials.js');
const nodes = {
  bivelio: require('./dist/nodes/Bivelio/Bivelio.node.js').Bivelio,
  bivelioTrigger: require('./dist/nodes/BivelioTrigger/BivelioTrigger.node.js').BivelioTrigger,
};
const header = Object.keys(new BivelioApi().authenticate.properties.headers)[0];
const kept = {};

async function request(node, options, headers = {}) {
  const answer = await fetch(options.url, {
    method: options.method ?? 'GET',
    headers: { 'Content-Type': 'application/json', ...options.headers, ...headers },
    body: options.body && JSON.stringify(options.body),
  });
  if (options.encoding === 'arraybuffer') return answer.arrayBuffer();
  const data = await answer.json();
  if (answer.ok) return data;
  const error = new Error(`Request failed with status code ${answer.status}`);
  throw new NodeApiError(node, Object.assign(error, { response: { status: answer.status, data } }));
}

function shows(property, parameters) {
  const conditions = Object.entries(property.displayOptions?.show ?? {});
  return conditions.every(([name, values]) => values.includes(parameters[name]));
}

function context(asked, type) {
  const node = { id: 'a-node', name: 'BiVelio', type: `n8n-nodes-bivelio.${asked.node}`, typeVersion: 1, parameters: {} };
  const input = asked.input ?? [{ json: {} }];
  const given = asked.parameters ?? {};
  const settled = { authentication: 'apiKey', returnAll: false, ...given };
  return {
    getNode: () => node,
    getInputData: () => input,
    getExecutionId: () => asked.execution ?? '1',
    getTimezone: () => 'Europe/Madrid',
    evaluateExpression: () => 0,
    continueOnFail: () => asked.continueOnFail ?? false,
    getCredentials: async () => ({ apiKey: key, url }),
    getNodeParameter(name, ...rest) {
      if (name in given) return given[name];
      const property = type.description.properties.find((each) => each.name === name && shows(each, settled));
      if (property) return property.default;
      const otherwise = rest.length > 1 || typeof rest[0] !== 'number' ? rest.at(-1) : undefined;
      if (otherwise === undefined) throw new Error(`there is no parameter ${name}`);
      return otherwise;
    },
    getNodeWebhookUrl: () => asked.url,
    getWorkflow: () => ({ id: 'w1', name: 'Benvinguda', active: true }),
    getWorkflowStaticData: () => kept,
    getHeaderData: () => asked.headers,
    getRequestObject: () => ({ rawBody: Buffer.from(asked.body ?? '') }),
    getBodyData: () => JSON.parse(asked.body),
    getResponseObject: () => ({ status: (code) => ({ send: () => ({ end: () => (asked.status = code) }) }) }),
    helpers: {
      httpRequestWithAuthentication(name, options) {
        if (name !== 'bivelioApi') throw new Error(`${name} is no credential of the test`);
        return request(node, options, { [header]: key });
      },
      httpRequest: (options) => request(node, options),
      getBinaryDataBuffer: async (item, name) => Buffer.from(input[item].binary[name].data, 'base64'),
      assertBinaryData: (item, name) => input[item].binary[name],
      prepareBinaryData: async (content, fileName) => ({ data: content.toString('base64'), fileName }),
      returnJsonArray: (json) => [json].flat().map((each) => ({ json: each })),
    },
  };
}

async function run(asked) {
  const type = new nodes[asked.node]();
  const held = context(asked, type);
  if (asked.description) return { description: type.description };
  if (asked.hook) return { answer: await type.webhookMethods.default[asked.hook].call(held), kept };
  if (asked.headers) {
    const { workflowData } = await type.webhook.call(held);
    return { items: workflowData?.flat(), status: asked.status };
  }
  const [items] = await type.execute.call(held);
  return { items };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await run(JSON.parse(line))));
  } catch (error) {
    const { message, description, httpCode, context: about, constructor } = error;
    console.log(JSON.stringify({ error: { name: constructor.name, message, description, httpCode, context: about } }));
  }
}
