import type { Reply } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { requestOf, valuesOf } from './canned-values';

const READ: Reply = {
  name: 'Horari',
  texts: { ca: 'Obrim a les nou.', es: 'Abrimos a las nueve.' },
  subjects: { ca: 'Horari' },
  variables: ['comanda'],
  version: 3,
  updated_at: '2026-04-07T12:45:00Z',
  text: 'Obrim a les nou.',
  subject: 'Horari',
  language: 'ca',
  missing: ['comanda'],
};

test('a reply that is kept without a change is sent as it was read, without what the API says of it', () => {
  const { text, subject, language, missing, updated_at, ...kept } = READ;
  expect(requestOf(READ, valuesOf(READ))).toEqual(kept);
});

test('what the form has no field for stays', () => {
  const later = { ...READ, texts: { ...READ.texts, fr: 'Nous ouvrons à neuf heures.' }, channel: 'whatsapp' };
  const sent = requestOf(later, { ...valuesOf(later), es: 'Abrimos a las diez.' });
  expect(sent).toMatchObject({ channel: 'whatsapp', texts: { ca: 'Obrim a les nou.', es: 'Abrimos a las diez.', fr: 'Nous ouvrons à neuf heures.' } });
});

test('what was emptied is not sent', () => {
  const sent = requestOf(READ, { ...valuesOf(READ), es: ' ', subject_ca: '', variables: '' });
  expect(sent).toEqual({ name: 'Horari', texts: { ca: 'Obrim a les nou.' }, version: 3 });
});

test('under another name it is another reply, of no version yet', () => {
  expect(requestOf(READ, { ...valuesOf(READ), name: 'Horari d’estiu' })).not.toHaveProperty('version');
  expect(requestOf(undefined, { ...valuesOf(undefined), name: 'Nova', ca: 'Hola' })).toEqual({ name: 'Nova', texts: { ca: 'Hola' } });
});

test('a format that is chosen is sent, and without one the reply is plain', () => {
  const formatted: Reply = { ...READ, format: 'markup', html: '<p>Obrim a les nou.</p>' };
  expect(requestOf(formatted, valuesOf(formatted))).toMatchObject({ format: 'markup' });
  expect(requestOf(formatted, valuesOf(formatted))).not.toHaveProperty('html');
  expect(requestOf(formatted, { ...valuesOf(formatted), format: 'plain' })).not.toHaveProperty('format');
});
