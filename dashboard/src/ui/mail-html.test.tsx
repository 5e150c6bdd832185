// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { drawn } from '~/testing/drawn';
import { MailHtml } from './mail-html';

const htmlOf = async (html: string) => {
  await drawn(<MailHtml html={html} label="Correu" />);
  return screen.getByRole('region', { name: 'Correu' }).innerHTML;
};

test('what the markup makes is shown as it is', async () => {
  const html = '<p>Hola <strong>Maria</strong>,<br>bon <em>dia</em></p><ol start="3"><li>un &lt;b&gt;</li></ol>';
  expect(await htmlOf(html)).toBe(html);
});

test('a link opens beside the page', async () => {
  expect(await htmlOf('<p><a href="https://a.example/x">web</a></p>')).toBe('<p><a href="https://a.example/x" target="_blank" rel="noreferrer">web</a></p>');
});

test('what no markup makes is text, and so is a link that leads elsewhere', async () => {
  const html = '<p onclick="x()">a</p><img src="x" onerror="x()"><a href="javascript:x()">web</a><p>b</em> &amp;lt;</p>&lt;i&gt;<strong>c';
  const shown = await htmlOf(html);
  const holder = document.createElement('template');
  holder.innerHTML = shown;
  expect(Array.from(holder.content.querySelectorAll('*'), ({ localName, attributes }) => `${localName}${attributes.length}`)).toEqual(['span0', 'p0']);
  expect(holder.content.textContent).toBe('<p onclick="x()">a<img src="x" onerror="x()">webb &lt;<i>c');
});
