/** Code and JSON, with a button that copies it. */
import type { ReactNode } from 'react';
import styles from './code-block.module.css';
import { CopyButton } from './copy-button';

interface CodeBlockProps {
  /** What is copied. */
  text: string;
  /** What is said of it: "Resposta". */
  label: string;
  /** Whether long lines go on in the next one. */
  wraps?: boolean;
  /** What is shown in its place: the same with colours. */
  children?: ReactNode;
}

export function CodeBlock({ text, label, wraps, children }: CodeBlockProps) {
  return (
    <div className={`${styles.block} ${wraps ? styles.wraps : ''}`}>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{children ?? text}</code>
      </pre>
      <div className={styles.copy}>
        <CopyButton text={text} />
      </div>
    </div>
  );
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;
const MOST = 60_000;

/** A value as JSON; coloured unless it is very long. Text that is JSON is shown as that, other text as it is. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === 'string' ? formatted(value) : (JSON.stringify(value, null, 2) ?? '');
  return (
    <CodeBlock text={text} label={label} wraps>
      {text.length < MOST ? coloured(text) : text}
    </CodeBlock>
  );
}

function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function coloured(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [all, string, colon = '', number] = found;
    const kind = string ? (colon ? styles.name : styles.string) : number ? styles.number : styles.word;
    parts.push(text.slice(end, found.index), <span key={found.index} className={kind}>{string ?? all}</span>, colon);
    end = found.index + all.length;
  }
  return [...parts, text.slice(end)];
}
