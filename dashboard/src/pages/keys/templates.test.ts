import { describe, expect, it, test } from 'vitest';
import { RESOURCES, scopesOf } from './scopes';
import { TEMPLATES, type TemplateName, templateOf } from './templates';

const NAMES = Object.keys(TEMPLATES) as TemplateName[];

describe.each(NAMES)('the template %s', (name) => {
  const { access, chosen } = TEMPLATES[name];

  it('is found again by its choice', () => expect(templateOf(access, chosen)).toBe(name));

  it('names resources that there are, and may administer none', () => {
    const scopes = scopesOf(access, chosen);
    expect(scopes).toHaveLength(access === 'some' ? Object.keys(chosen).length : 1);
    expect(Object.keys(chosen).every((resource) => (RESOURCES as readonly string[]).includes(resource))).toBe(true);
    expect(scopes.join()).not.toContain('admin');
  });
});

test('any other choice is no template', () => {
  expect(templateOf('admin', {})).toBeUndefined();
  expect(templateOf('some', { contacts: 'write' })).toBeUndefined();
  expect(templateOf('some', { ...TEMPLATES.shop.chosen, secrets: 'read' })).toBeUndefined();
  expect(templateOf('read', { contacts: 'write' })).toBe('reader');
});
