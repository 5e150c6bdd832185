import { describe, expect, it } from 'vitest';
import { countries, countryName } from './countries';

describe('countries', () => {
  it.each([
    ['ca', 'FR', 'França'],
    ['es', 'FR', 'Francia'],
    ['en', 'FR', 'France'],
  ] as const)('are named in %j', (language, code, name) => expect(countryName(code, language)).toBe(name));

  it.each(['', 'x', 'Espanya', '12'])('%j is shown as it is', (code) => expect(countryName(code, 'ca')).toBe(code));

  it('begin with the near ones, then go by their names', () => {
    const found = countries('ca');
    expect(found.slice(0, 4).map(({ value }) => value)).toEqual(['ES', 'AD', 'FR', 'PT']);
    const others = found.slice(4).map(({ label }) => label);
    expect(others).toEqual([...others].sort((one, other) => one.localeCompare(other, 'ca')));
    expect(new Set(found.map(({ value }) => value)).size).toBe(249);
  });
});
