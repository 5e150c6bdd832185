// Judges the app for Zapier by Zapier's own schema, or runs one of its functions as Zapier does.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [file, schema, asked] = process.argv.slice(2);
const require = createRequire(file);
const Module = require('node:module');
const load = Module._load;
// Zapier's library would bring in what no test uses: the app asks it for its version alone.
Module._load = (name, ...rest) => (name === 'zapier-platform-core' ? { version: '19.1.0' } : load(name, ...rest));
const app = require(file);

class ZapierError extends Error {
  constructor(message, code, status) {
    super(message);
    Object.assign(this, { code, status });
  }
}
const z = {
  errors: { Error: ZapierError },
  async request({ url, raw, skipThrowForStatus, ...options }) {
    const response = await fetch(url, options);
    if (raw) return { buffer: async () => Buffer.from(await response.arrayBuffer()) };
    return { status: response.status, data: await response.json() };
  },
};

const written = (value) => {
  if (typeof value === 'function') return { source: `return (${value})(z, bundle)`, args: ['z', 'bundle'] };
  if (Array.isArray(value)) return value.map(written);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, written(v)]));
  return value;
};

if (!asked) {
  const { validateAppDefinition } = require(schema);
  console.log(JSON.stringify(validateAppDefinition(written(app)).errors.map(String)));
} else {
  const answers = [];
  for (const { kind, key, run = 'perform', bundle } of JSON.parse(readFileSync(asked, 'utf-8'))) {
    try {
      answers.push({ answer: await app[kind][key].operation[run](z, bundle) });
    } catch (error) {
      answers.push({ error: error.message, code: error.code, status: error.status });
    }
  }
  console.log(JSON.stringify(answers));
}
