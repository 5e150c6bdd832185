/** Choices to begin with: what programs of a kind usually need, and no more. */
import type { Access, Chosen } from './scopes';

export interface Template {
  access: Access;
  chosen: Chosen;
}

export const TEMPLATES = {
  reader: { access: 'read', chosen: {} },
  shop: { access: 'some', chosen: { contacts: 'write', invoices: 'write', products: 'read' } },
  accounting: { access: 'some', chosen: { contacts: 'read', documents: 'read', invoices: 'write', products: 'read' } },
  site: { access: 'some', chosen: { calendar: 'write', cases: 'write', contacts: 'write' } },
  support: { access: 'some', chosen: { cases: 'write', contacts: 'write', knowledge: 'read', messages: 'write' } },
  automation: { access: 'some', chosen: { contacts: 'write', events: 'read', invoices: 'read', workflows: 'write' } },
  watch: { access: 'some', chosen: { events: 'read', requests: 'read', usage: 'read', workflows: 'read' } },
} satisfies Record<string, Template>;

export type TemplateName = keyof typeof TEMPLATES;

/** The template that a choice is; undefined for any other one. */
export function templateOf(access: Access, chosen: Chosen): TemplateName | undefined {
  const names = Object.keys(TEMPLATES) as TemplateName[];
  return names.find((name) => TEMPLATES[name].access === access && (access !== 'some' || isSame(TEMPLATES[name].chosen, chosen)));
}

function isSame(one: Chosen, other: Chosen): boolean {
  const text = (chosen: Chosen) => Object.entries(chosen).sort().join();
  return text(one) === text(other);
}
