import { i18n } from '@lingui/core';
import { afterEach, describe, expect, it } from 'vitest';
import { faultWords } from './fault-words';

afterEach(() => i18n.loadAndActivate({ locale: 'ca', messages: {} }));

describe('a fault of a field', () => {
  it('says what to do without the name that programs have for it', () => {
    expect(faultWords({ field: 'name', constraint: 'max_length', message: "El camp 'name' té massa caràcters (màxim: 200)." })).toBe('Té massa caràcters (màxim: 200).');
    expect(faultWords({ constraint: 'choice', message: "El campo 'line_items[0].kind' debe ser uno de estos valores: goods, services." })).toBe('Debe ser uno de estos valores: goods, services.');
    expect(faultWords({ constraint: 'format', message: "The field 'due_date' is not well formed." })).toBe('Is not well formed.');
  });

  it('says of an empty field that it is to be filled in', () => {
    for (const [locale, words] of [['ca', 'Cal omplir-ho.'], ['es', 'Hay que rellenarlo.'], ['en', 'Fill this in.']] as const) {
      i18n.loadAndActivate({ locale, messages: {} });
      expect(faultWords({ constraint: 'required', message: "El camp 'client_id' és obligatori." })).toBe(words);
      expect(faultWords({ constraint: 'min_length', limit: 1, message: "El camp 'name' té massa pocs caràcters (mínim: 1)." })).toBe(words);
    }
  });

  it('leaves other sentences as they are', () => {
    expect(faultWords({ constraint: 'nif', message: 'El NIF no és correcte.' })).toBe('El NIF no és correcte.');
  });
});
