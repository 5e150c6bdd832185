// @vitest-environment happy-dom
import type { Connection } from '@bivelio/sdk';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { Settings } from './settings';

const of = (provider: string, settings: Connection['settings']) => ({ id: 'cn_1', provider, settings }) as unknown as Connection;
const facts = () => Array.from(document.querySelectorAll('dl > div')).map((each) => each.textContent);

test('what was given stands by the labels of the form, and what the page says elsewhere is left out', async () => {
  await drawn(<Settings of={of('smtp', { host: 'smtp.exemple.com', port: 587, security: 'starttls', from_address: 'info@exemple.com', user_id: 'usr_1' })} />);
  expect(facts()).toEqual(['Servidorsmtp.exemple.com', 'Port587', 'Seguretatstarttls', 'Adreça des d’on s’enviainfo@exemple.com']);
});

test('what has no label is named as the API does, and an object is shown whole', async () => {
  await drawn(<Settings of={of('mcp', { url: 'https://mcp.exemple.com/', oauth: { scope: 'read' }, origins: ['a', 'b'] })} />);
  expect(facts()[0]).toBe('Adreça del servidorhttps://mcp.exemple.com/');
  expect(facts()[2]).toBe('originsa, b');
  expect(screen.getByText('oauth').tagName).toBe('CODE');
});

test('a chat has a form of its own', async () => {
  await drawn(<Settings of={of('webchat', { title: 'Hola' })} />);
  expect(document.querySelector('section')).toBeNull();
});
