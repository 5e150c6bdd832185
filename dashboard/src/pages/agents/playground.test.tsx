// @vitest-environment happy-dom
import type { Agent } from '@bivelio/sdk';
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Asked, drawn } from '~/testing/drawn';
import { Playground } from './playground';

const AGENT = { id: 'ag_1', name: 'Redactora', status: 'active', tools: [], maximum_credits: 5 } as unknown as Agent;
const CONTACT = { id: 'ct_1', name: 'Anna Puig', email: 'anna@exemple.com' };
const CASE = { id: 'cs_1', title: 'No arriba la comanda' };
const INVOICE = { id: 'inv_1', number: '2026-0042', total: 121, client: { name: 'Anna Puig' } };
const ANSWER = { execution_id: 'age_1', agent_id: 'ag_1', output: { text: 'Fet' }, tokens_used: 1, credits_consumed: 1, duration_ms: 1, model: 'm', completed_at: '2026-11-01T00:00:00Z' };

function answer({ operation, data }: Asked) {
  const pagination = { page: 1, per_page: 8, total: 1, total_pages: 1 };
  const lists: Record<string, object> = { 'contacts/list': { contacts: [CONTACT] }, 'cases/list': { cases: [CASE] }, 'invoices/list': { invoices: [INVOICE] } };
  const things: Record<string, object> = { 'contacts/get': CONTACT, 'cases/get': CASE, 'invoices/get': INVOICE };
  const context = (data as { input?: { context?: unknown } }).input?.context;
  if (operation === 'agents/invoke' && context === '{') return { faults: [{ field: 'input.context', constraint: 'object', message: 'El camp ‘input.context’ ha de ser un objecte.' }] };
  return { data: lists[operation] ? { ...lists[operation], pagination } : (things[operation] ?? ANSWER) };
}

const invoked = (asked: Asked[]) => asked.filter(({ operation }) => operation === 'agents/invoke').map(({ data }) => data);
const choose = (name: RegExp) => screen.getByRole('combobox', { name });

test('what a text is about is chosen by its name, and the agent is told it as it is now', async () => {
  const { asked, person } = await drawn(<Playground of={AGENT} />, answer);
  await person.type(screen.getByLabelText('Text'), 'Respon a la queixa');
  for (const name of [/^Contacte/, /^Cas/, /^Factura/]) {
    await person.click(choose(name));
    await waitFor(() => expect(screen.getAllByRole('option').length).toBe(1));
    await person.keyboard('{Enter}');
  }
  await person.click(screen.getByRole('button', { name: /Executa/ }));
  await waitFor(() => expect(screen.getByText('Fet')).toBeTruthy());
  expect(invoked(asked)).toEqual([{ agent_id: 'ag_1', input: { text: 'Respon a la queixa', context: { contact: CONTACT, case: CASE, invoice: INVOICE } } }]);
  expect(screen.getByText('Què se li ha dit, a més del text')).toBeTruthy();
});

test('with the messages of a contact remembered the contact itself is not told', async () => {
  const { asked, person } = await drawn(<Playground of={AGENT} />, answer);
  await person.type(screen.getByLabelText('Text'), 'Què li devem?');
  await person.click(choose(/^Contacte/));
  await waitFor(() => expect(screen.getAllByRole('option').length).toBe(1));
  await person.keyboard('{Enter}');
  await person.click(screen.getByRole('checkbox', { name: /^Recorda els missatges/ }));
  await person.click(screen.getByRole('button', { name: /Executa/ }));
  await waitFor(() => expect(invoked(asked)).toEqual([{ agent_id: 'ag_1', conversation_id: 'ct_1', input: { text: 'Què li devem?' } }]));
});

test('JSON stands beside what was chosen; what is none is sent, and its fault is shown where it was typed', async () => {
  const { asked, person } = await drawn(<Playground of={AGENT} />, answer);
  await person.type(screen.getByLabelText('Text'), 'Hola');
  await person.click(screen.getByText('Altres dades, com a JSON'));
  const json = screen.getByLabelText(/^Context/);
  await person.type(json, '{{');
  await person.click(screen.getByRole('button', { name: /Executa/ }));
  await waitFor(() => expect(json.getAttribute('aria-invalid')).toBe('true'));
  await person.type(json, '"plan": "pro"}');
  await person.click(screen.getByRole('button', { name: /Executa/ }));
  await waitFor(() => expect(invoked(asked).at(-1)).toEqual({ agent_id: 'ag_1', input: { text: 'Hola', context: { plan: 'pro' } } }));
});
