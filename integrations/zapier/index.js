// The app for Zapier: its definition, made from operations.json, and what its actions do.
const table = require('./operations.json');
const { version } = require('./package.json');
const { version: platformVersion } = require('zapier-platform-core');

const INPUTS = { integer: 'integer', number: 'number', boolean: 'boolean', 'date-time': 'datetime', json: 'text' };

const authentication = {
  type: 'custom',
  connectionLabel: 'BiVelio',
  test: (z, bundle) => call(z, bundle, '/contacts/list', { per_page: 1 }),
  fields: [
    {
      key: 'apiKey',
      label: 'API Key',
      type: 'password',
      required: true,
      helpText: 'A secret key of the dashboard, page Keys.',
    },
    {
      key: 'url',
      label: 'Data',
      type: 'string',
      required: true,
      default: 'https://api.bivelio.com/v1',
      choices: { 'https://api.bivelio.com/v1': 'Live', 'https://sandbox.api.bivelio.com/v1': 'Sandbox' },
    },
  ],
};

// Send an operation and return the data of its answer; a failure says the field, the code, the request and the remedy.
async function call(z, bundle, path, data) {
  const response = await z.request({
    url: `${bundle.authData.url}${path}`,
    method: 'POST',
    headers: { 'X-API-Key': bundle.authData.apiKey, 'Accept-Language': 'en', 'Content-Type': 'application/json' },
    body: JSON.stringify({ data }),
    skipThrowForStatus: true,
  });
  if (response.status < 400) return response.data.data;
  const { error } = response.data ?? {};
  if (!error) throw new z.errors.Error(`The API answered ${response.status}`, 'UNKNOWN', response.status);
  const field = error.details?.field ? ` Field: ${error.details.field}.` : '';
  const told = `${error.message} ${error.remedy} Code: ${error.code}.${field} Request: ${error.request_id}.`;
  throw new z.errors.Error(told, error.code, response.status);
}

function valueOf(z, field, given) {
  if (field.kind === 'date') return String(given).slice(0, 10);
  const isText = field.text && !/^\s*[[{]/.test(given);
  if (field.kind !== 'json' || typeof given !== 'string' || isText) return given;
  try {
    return JSON.parse(given);
  } catch (error) {
    throw new z.errors.Error(`${field.title} is not valid JSON: ${error.message}`, 'VALIDATION_ERROR', 400);
  }
}

function dataOf(z, action, given) {
  const filled = action.fields.filter(({ name }) => given[name] !== undefined && given[name] !== '');
  return Object.fromEntries(filled.map((field) => [field.name, valueOf(z, field, given[field.name])]));
}

function inputField(field) {
  const kind = field.kind.replace('[]', '');
  return {
    key: field.name,
    label: field.title,
    type: field.long ? 'text' : (INPUTS[kind] ?? 'string'),
    required: field.required ?? false,
    helpText: field.about.replace(/<\/?code>/g, '`').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'),
    ...(field.kind.endsWith('[]') ? { list: true } : {}),
    ...(field.choices ? { choices: field.choices.map(({ name, value }) => ({ label: name, value: String(value), sample: String(value) })) } : {}),
    ...(field.kind === 'json' && field.example ? { placeholder: field.example } : {}),
  };
}

async function done(z, bundle, action) {
  const data = dataOf(z, action, bundle.inputData);
  if (action.upload) {
    const file = await z.request({ url: bundle.inputData.file, raw: true });
    data[action.upload] = (await file.buffer()).toString('base64');
    data.filename ??= decodeURIComponent(new URL(bundle.inputData.file).pathname.split('/').pop());
  }
  return call(z, bundle, action.path, data);
}

// What was found, as Zapier wants it: a list of things with an `id`.
async function found(z, bundle, action) {
  const answer = await call(z, bundle, action.path, dataOf(z, action, bundle.inputData));
  const rows = action.listing ? answer[action.listing.items] : answer.found ? [answer.contact] : [];
  return rows.map((row) => ({ id: row.id ?? Object.values(row)[0], ...row }));
}

function action(each, perform) {
  const file = { key: 'file', label: 'File', type: 'file', required: true, helpText: 'The file to upload.' };
  return {
    key: each.key,
    noun: each.title.split(' ').pop(),
    display: { label: each.title, description: `${each.about}.` },
    operation: {
      inputFields: [...(each.upload ? [file] : []), ...each.fields.map(inputField)],
      perform: (z, bundle) => perform(z, bundle, each),
    },
  };
}

function trigger(each) {
  return {
    key: each.key,
    noun: each.title.split(' ')[0],
    display: { label: each.title, description: `Triggers when this has happened: ${each.about}.` },
    operation: {
      type: 'hook',
      performSubscribe: (z, bundle) =>
        call(z, bundle, '/webhooks/create', { url: bundle.targetUrl, events: [each.name], description: 'Zapier' }),
      performUnsubscribe: (z, bundle) =>
        call(z, bundle, '/webhooks/delete', { webhook_id: bundle.subscribeData.webhook_id }),
      perform: (z, bundle) => [bundle.cleanedRequest],
      performList: async (z, bundle) =>
        (await call(z, bundle, '/events/list', { types: [each.name], newest_first: true, limit: 3 })).events,
      sample: each.sample,
    },
  };
}

const byKey = (entries, make) => Object.fromEntries(entries.map((each) => [each.key, make(each)]));

module.exports = {
  version,
  platformVersion,
  authentication,
  triggers: byKey(table.triggers, trigger),
  creates: byKey(table.creates, (each) => action(each, done)),
  searches: byKey(table.searches, (each) => action(each, found)),
};
