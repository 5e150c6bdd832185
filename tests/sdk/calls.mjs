// Calls operations through the SDK: one line of JSON for each call on stdin, one for each outcome on stdout.
import { createInterface } from 'node:readline';

const [module, options] = process.argv.slice(2);
const { BiVelio } = await import(module);
const client = new BiVelio(JSON.parse(options));

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, arguments: given } = JSON.parse(line);
  const [resource, method] = operation.split('.');
  try {
    const { data, response, requestId } = await client[resource][method](...given).withResponse();
    console.log(JSON.stringify({ data, status: response.status, requestId, headers: Object.fromEntries(response.headers) }));
  } catch (error) {
    const { name, message, status, code, field, errors, requestId, docUrl } = error;
    console.log(JSON.stringify({ error: { name, message, status, code, field, errors, requestId, docUrl } }));
  }
}
