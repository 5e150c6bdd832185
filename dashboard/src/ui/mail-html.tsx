/**
 * The HTML of a mail as its reader sees it. It is what the markup of replies makes (`replies/markup.py`): a few tags, and text. Anything
 * else is shown as text, and no document is made of it, which the page's policy forbids (trusted types).
 */
import { createElement, type ReactNode } from 'react';
import styles from './mail-html.module.css';

const PIECE = /<(?<end>\/?)(?<tag>p|br|ul|ol|li|strong|em|a)(?: (?:href|start)="(?<value>[^"<>]*)")?>|[^<]+|</g;
const REFERENCE = /&(amp|lt|gt|quot|#x27);/g;
const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };
const ADDRESS = /^(?:https?:\/\/|mailto:)/i;

export function MailHtml({ html, label }: { html: string; label: string }) {
  return (
    <section className={styles.mail} aria-label={label}>
      {shown(html)}
    </section>
  );
}

interface Opened {
  tag: string;
  value: string;
  inside: ReactNode[];
}

function shown(html: string): ReactNode[] {
  const all: Opened = { tag: '', value: '', inside: [] };
  const opened: Opened[] = [];
  const innermost = () => opened.at(-1) ?? all;
  for (const [text, end, tag, value = ''] of html.matchAll(PIECE)) {
    if (!tag) innermost().inside.push(characters(text));
    else if (tag === 'br') innermost().inside.push(<br key={innermost().inside.length} />);
    else if (!end) opened.push({ tag, value: characters(value), inside: [] });
    else if (innermost().tag === tag) {
      const closed = opened.pop();
      if (closed) innermost().inside.push(element(closed, innermost().inside.length));
    }
  }
  for (let unclosed = opened.pop(); unclosed; unclosed = opened.pop()) innermost().inside.push(...unclosed.inside);
  return all.inside;
}

function element({ tag, value, inside }: Opened, key: number): ReactNode {
  if (tag !== 'a') return createElement(tag, { key, ...(tag === 'ol' && value && { start: Number(value) }) }, ...inside);
  return ADDRESS.test(value) ? (
    <a key={key} href={value} target="_blank" rel="noreferrer">
      {inside}
    </a>
  ) : (
    <span key={key}>{inside}</span>
  );
}

const characters = (text: string) => text.replace(REFERENCE, (whole, name: string) => CHARACTERS[name] ?? whole);
