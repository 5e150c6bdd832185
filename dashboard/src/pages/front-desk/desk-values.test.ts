import type { Desk } from '@bivelio/sdk';
import { expect, test } from 'vitest';
import { answersOf, answersSent, changesOf, handOverOf, handOverSent } from './desk-values';

const DESK = {
  enabled: false,
  agent_id: 'ag_1',
  channels: ['whatsapp'],
  languages: ['ca', 'es'],
  greeting: { ca: 'Hola!' },
  tone: 'Breu.',
  never: ['Prometre descomptes.', 'Parlar de política.'],
  hours: [
    { days: ['monday', 'friday'], opens: '09:00', closes: '13:00' },
    { days: ['monday'], opens: '15:00', closes: '18:00' },
  ],
  hand_over_when: ['complaint'],
  hand_over_text: {},
  collections: ['botiga'],
  wait_seconds: 4,
  allow_writes: true,
  version: 1,
} as unknown as Desk;

test('settings that nobody changed go back as they came', () => {
  const sent = { ...answersSent(answersOf(DESK)), ...handOverSent(handOverOf(DESK)) };
  const { enabled: _enabled, version: _version, ...settings } = DESK;
  expect(sent).toEqual({ ...settings, hand_over_to: null });
});

test('hours are typed by day, and days with the same ones are sent together', () => {
  const values = { ...answersOf({ ...DESK, hours: [] }), tuesday: '9-14', thursday: '9:00-14:00, 16-20' };
  expect(answersSent(values).hours).toEqual([
    { days: ['tuesday', 'thursday'], opens: '09:00', closes: '14:00' },
    { days: ['thursday'], opens: '16:00', closes: '20:00' },
  ]);
});

test('only what differs is sent', () => {
  const before = answersSent(answersOf(DESK));
  expect(changesOf(before, answersSent(answersOf(DESK)))).toEqual({});
  expect(changesOf(before, answersSent({ ...answersOf(DESK), tone: 'Formal.', never: '' }))).toEqual({ tone: 'Formal.', never: [] });
});

test('an agent that was never chosen and empty texts are not sent', () => {
  const sent = answersSent(answersOf({ ...DESK, agent_id: undefined, greeting: {} } as Desk));
  expect(sent).not.toHaveProperty('agent_id');
  expect(sent.greeting).toEqual({});
});
