import { describe, expect, it, test } from 'vitest';
import { chatOf, greetingIn, luminance, textOn, valuesOf } from './chat-looks';

const SETTINGS = { origins: ['https://www.exemple.com'], greeting: { es: '¡Hola!' }, languages: ['es', 'ca'], color: '#FFD400', position: 'left' };

test('what a chat has is what its form shows, and what is sent again', () => {
  const values = valuesOf({ settings: SETTINGS });
  expect(values).toMatchObject({ title: '', origins: 'https://www.exemple.com', color: '#ffd400', ca: '', es: '¡Hola!' });
  expect(chatOf(values)).toEqual({ ...SETTINGS, color: '#ffd400' });
  expect(chatOf({ ...values, title: ' Botiga ', es: ' ', origins: 'https://a.cat,  https://b.cat' })).toMatchObject({
    title: 'Botiga',
    greeting: {},
    origins: ['https://a.cat', 'https://b.cat'],
  });
});

test('a visitor is greeted in their language, else as the owner has written it', () => {
  const values = valuesOf({ settings: { ...SETTINGS, greeting: { es: '¡Hola!', en: 'Hello!' } } });
  expect(greetingIn('en', values)).toBe('Hello!');
  expect(greetingIn('ca', values)).toBe('¡Hola!');
  expect(greetingIn('ca', valuesOf({ settings: {} }))).toBeUndefined();
});

describe('the text on a colour', () => {
  const contrast = (one: number, other: number) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

  it('is read on every colour', () => {
    const parts = ['00', '1d', '4e', '76', '77', '99', 'd4', 'ff'];
    const colours = parts.flatMap((red) => parts.flatMap((green) => parts.map((blue) => `#${red}${green}${blue}`)));
    const poor = colours.filter((colour) => contrast(luminance(colour), textOn(colour) === '#000' ? 0 : 1) < 4.5);
    expect(poor).toEqual([]);
  });

  it('is black on light ones and white on dark ones', () => {
    expect(['#ffd400', '#1d4e7c'].map(textOn)).toEqual(['#000', '#fff']);
  });
});
