/**
 * A text field for JSON, such as an input: with the numbers of lines, colours, and a mark on each line that has a fault.
 *
 * It is the browser's own text field over a coloured copy of its text: so it has the undo, the screen reader's and the
 * phone's ways of editing, Tab leaves it, and it weighs some 3 kB where that of a definition (code/) weighs a hundred.
 */
import { type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { piecesOf } from '../logic/highlight';
import { lineOf } from '../logic/json';
import styles from './editor.module.css';
import { FaultList } from './fault-list';
import type { Mark } from './use-json';

export interface EditorHandle {
  /** Put the cursor at an offset, in view. */
  goTo: (offset: number) => void;
  /** Put a text at an offset, or where the cursor is, as if it were typed. */
  insert: (text: string, at?: number) => void;
}

interface Props {
  label: string;
  text: string;
  onChange: (text: string) => void;
  faults: readonly Mark[];
  /** Called with the offset of the cursor when it moves. */
  onCursor?: (offset: number) => void;
  lines?: number;
  handle?: Ref<EditorHandle>;
}

const LINE = 20;

export function JsonEditor({ label, text, onChange, faults, onCursor, lines = 24, handle }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const copy = useRef<HTMLPreElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const marked = useMemo(() => new Set(faults.map(({ from }) => lineOf(text, from).line)), [faults, text]);
  const count = useMemo(() => text.split('\n').length, [text]);
  const goTo = (offset: number) => goToOffset(field.current, offset);
  useImperativeHandle(handle, () => ({ goTo, insert: (added, at) => insertInto(field.current, added, at) }));
  useEffect(() => follow(field.current, copy.current, gutter.current), [text]);
  return (
    <div className={styles.editor}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.area} style={{ height: `${lines * LINE + 16}px` }}>
        <div className={styles.gutter} ref={gutter} aria-hidden>
          {Array.from({ length: count }, (_, at) => (
            <span key={at} className={marked.has(at + 1) ? styles.marked : undefined}>
              {at + 1}
            </span>
          ))}
        </div>
        <div className={styles.text}>
          <pre ref={copy} aria-hidden className={styles.copy}>
            <Coloured text={text} />
          </pre>
          <textarea
            id={id}
            ref={field}
            value={text}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            aria-invalid={faults.length > 0 || undefined}
            aria-describedby={`${id}-faults`}
            onChange={(event) => onChange(event.target.value)}
            onScroll={() => follow(field.current, copy.current, gutter.current)}
            onSelect={(event) => onCursor?.(event.currentTarget.selectionStart)}
            onBlur={(event) => onCursor?.(event.currentTarget.selectionStart)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
                event.preventDefault();
                breakLine(event.currentTarget);
              }
            }}
          />
        </div>
      </div>
      <FaultList id={`${id}-faults`} text={text} faults={faults} onGoTo={goTo} />
    </div>
  );
}

/** The text in colours. Long ones are plain, so that typing stays quick. */
function Coloured({ text }: { text: string }) {
  const pieces = useMemo(() => (text.length < 40_000 ? piecesOf(text) : [{ kind: 'plain' as const, text }]), [text]);
  return (
    <>
      {pieces.map((piece, at) => (
        <span key={at} className={styles[piece.kind]}>
          {piece.text}
        </span>
      ))}
      {'\n'}
    </>
  );
}

function follow(field: HTMLElement | null, copy: HTMLElement | null, gutter: HTMLElement | null): void {
  if (!field || !copy || !gutter) return;
  copy.scrollTop = gutter.scrollTop = field.scrollTop;
  copy.scrollLeft = field.scrollLeft;
}

function goToOffset(field: HTMLTextAreaElement | null, offset: number): void {
  if (!field) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(offset, offset);
  field.scrollTop = (lineOf(field.value, offset).line - 4) * LINE;
  field.scrollIntoView({ block: 'nearest' });
}

/** Insert as the keyboard does, so that undo takes it back; `execCommand` is the one way that browsers have for it. */
function insertInto(field: HTMLTextAreaElement | null, added: string, at?: number): void {
  if (!field) return;
  if (at !== undefined) goToOffset(field, at);
  field.focus();
  if (!document.execCommand('insertText', false, added)) {
    field.setRangeText(added, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** A new line with the indentation of this one, deeper after an opening bracket. */
function breakLine(field: HTMLTextAreaElement): void {
  const before = field.value.slice(0, field.selectionStart);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  insertInto(field, `\n${indent}${/[[{]\s*$/.test(line) ? '  ' : ''}`);
}
