import { describe, expect, it } from 'vitest';
import { choiceOf, RESOURCES, scopesOf } from './scopes';

describe('the scopes of a choice', () => {
  it.each(['read', 'write', 'admin'] as const)('are %j alone for everything', (access) => {
    expect(scopesOf(access, { contacts: 'write' })).toEqual([access]);
  });

  it('are one for each chosen resource, in the order of the form', () => {
    expect(scopesOf('some', { webhooks: 'admin', contacts: 'read' })).toEqual(['contacts:read', 'webhooks:admin']);
    expect(scopesOf('some', {})).toEqual([]);
    expect(scopesOf('some', { nothing: 'read' })).toEqual([]);
  });
});

describe('the choice that scopes are', () => {
  it.each(['read', 'write', 'admin'] as const)('is everything for %j', (scope) => {
    expect(choiceOf([scope])).toEqual({ access: scope, chosen: {} });
  });

  it.each([
    [['contacts:read'], { contacts: 'read' }],
    [['contacts:read', 'contacts:write'], { contacts: 'write' }],
    [['contacts:admin', 'contacts:read'], { contacts: 'admin' }],
    [[], {}],
  ])('is %j the resources %j', (scopes, chosen) => expect(choiceOf(scopes)).toEqual({ access: 'some', chosen }));

  it('writes a bundle beside single resources out', () => {
    const { access, chosen } = choiceOf(['read', 'contacts:write']);
    expect(access).toBe('some');
    expect(chosen['contacts']).toBe('write');
    expect(Object.keys(chosen).sort()).toEqual([...RESOURCES].sort());
    expect(Object.values(chosen).filter((level) => level === 'read')).toHaveLength(RESOURCES.length - 1);
  });

  it.each([[['invoices:admin', 'contacts:read']], [['admin']]])('makes the same scopes again: %j', (scopes) => {
    const { access, chosen } = choiceOf(scopes);
    expect(new Set(scopesOf(access, chosen))).toEqual(new Set(scopes));
  });
});
