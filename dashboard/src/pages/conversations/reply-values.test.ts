import { expect, test } from 'vitest';
import { contentsOf, keyedContents, type Values, withKeys } from './reply-values';

const EMPTY: Values = { channel: 'whatsapp', body: '', subject: '', template: '', parameters: [], names: [], files: [], keys: {} };
const PHOTO = { id: 'doc_1', name: 'taca.jpg', type: 'image/jpeg', bytes: 300_000 };
const OFFER = { id: 'doc_2', name: 'oferta.pdf', type: 'application/pdf', bytes: 90_000 };

test('on WhatsApp each file is a message, and the text stands below the first', () => {
  expect(contentsOf({ ...EMPTY, body: 'Mira-t’ho.', files: [PHOTO, OFFER] })).toEqual([
    { type: 'image', document_id: 'doc_1', filename: 'taca.jpg', caption: 'Mira-t’ho.' },
    { type: 'document', document_id: 'doc_2', filename: 'oferta.pdf' },
  ]);
});

test('a text that no caption holds goes before the files', () => {
  const body = 'a'.repeat(1_025);
  expect(contentsOf({ ...EMPTY, channel: 'telegram', body, files: [PHOTO] })).toEqual([
    { type: 'text', body },
    { type: 'image', document_id: 'doc_1', filename: 'taca.jpg' },
  ]);
});

test('a file without a text goes alone, and a picture that is too large for one goes as a file', () => {
  expect(contentsOf({ ...EMPTY, files: [{ ...PHOTO, bytes: 6_000_000 }] })).toEqual([{ type: 'document', document_id: 'doc_1', filename: 'taca.jpg' }]);
});

test('a mail has its text and all its files in one', () => {
  expect(contentsOf({ ...EMPTY, channel: 'email', subject: ' Oferta ', body: 'Te l’adjunto.', files: [PHOTO, OFFER] })).toEqual([
    {
      type: 'text',
      body: 'Te l’adjunto.',
      subject: 'Oferta',
      files: [
        { document_id: 'doc_1', filename: 'taca.jpg' },
        { document_id: 'doc_2', filename: 'oferta.pdf' },
      ],
    },
  ]);
});

test('a template takes its variables by name, or by place where they have none', () => {
  const template = { ...EMPTY, template: 'comanda/ca', parameters: ['A-12'] };
  expect(contentsOf(template)).toEqual([{ type: 'template', name: 'comanda', language: 'ca', parameters: ['A-12'] }]);
  expect(contentsOf({ ...template, names: ['numero'] })).toEqual([{ type: 'template', name: 'comanda', language: 'ca', variables: { numero: 'A-12' } }]);
});

test('each message has a key that it keeps when it is sent again; what was corrected is another message', () => {
  const sent = withKeys({ ...EMPTY, body: 'a'.repeat(1_025), files: [PHOTO, PHOTO] });
  const keys = keyedContents(sent).map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
  expect(keyedContents(withKeys(sent)).map(({ key }) => key)).toEqual(keys);
  const [text, ...files] = keyedContents(withKeys({ ...sent, body: 'b'.repeat(1_025) })).map(({ key }) => key);
  expect(keys).not.toContain(text);
  expect(files).toEqual(keys.slice(1));
});

test('the same reply, written again after it was sent, has other keys', () => {
  const reply = { ...EMPTY, body: 'Sí.' };
  const [first, second] = [keyedContents(withKeys(reply)), keyedContents(withKeys(reply))];
  expect(first[0]?.key).toBeDefined();
  expect(first[0]?.key).not.toEqual(second[0]?.key);
});
