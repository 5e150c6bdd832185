/**
 * A text field in which values stand as chips among what is typed: "Hola, [Inici › Nom]".
 *
 * What it holds is the text of the definition, `Hola, {{ input.name }}`; a chip is drawn for each expression. It is the
 * browser's own editing of plain text, with the chips as pieces that are taken out whole.
 */
import { type ComponentProps, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import pickerStyles from '~/ui/picker.module.css';
import { inBraces, insideOf, textPieces } from '../../logic/pieces';
import { isClosedAfter, type Proposal } from '../../logic/proposals';
import styles from './form.module.css';
import { type Place, placeIn, useProposals } from './proposals';
import { useWordsOf } from './readable';

export interface ValueTextHandle {
  /** Put a value where the cursor is. */
  insert: (expression: string) => void;
}

type Props = Omit<ComponentProps<'div'>, 'onChange' | 'ref' | 'children'> & {
  value: string;
  onChange: (value: string) => void;
  isLong?: boolean;
  handle?: Ref<ValueTextHandle>;
};

export function ValueText({ value, onChange, isLong = false, handle, className, ...others }: Props) {
  const field = useRef<HTMLDivElement>(null);
  const cursor = useRef<Range>(undefined);
  const words = useWordsOf();
  useLayoutEffect(() => {
    const { current } = field;
    if (current && (textIn(current) !== value || isStale(current, words))) draw(current, value, words);
  });
  const tell = () => field.current && onChange(textIn(field.current));
  const keep = () => {
    const selection = document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined;
    if (range && field.current?.contains(range.commonAncestorContainer)) cursor.current = range.cloneRange();
  };
  useImperativeHandle(handle, () => ({
    insert: (expression) => {
      if (!field.current) return;
      const range = cursor.current && field.current.contains(cursor.current.commonAncestorContainer) ? cursor.current : atEnd(field.current);
      const chip = chipOf(inBraces(expression), words);
      range.deleteContents();
      range.insertNode(chip);
      range.setStartAfter(chip);
      range.collapse(true);
      field.current.focus();
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
      keep();
      tell();
    },
  }));
  /** Put what was proposed in the place of what was typed: a value that stands alone as its chip. */
  const take = ({ text, source }: Proposal, { node, cursor: at, typed: { from, wordFrom } }: Place) => {
    const isClosed = isClosedAfter(node.data, at);
    const end = isClosed ? node.data.indexOf('}}', at) : at;
    const isAlone = source && !node.data.slice(from + 2, wordFrom).trim() && !node.data.slice(at, end).trim();
    const range = document.createRange();
    range.setStart(node, isAlone ? from : wordFrom);
    range.setEnd(node, isAlone && isClosed ? end + 2 : at);
    range.deleteContents();
    const before = node.data.slice(0, isAlone ? from : wordFrom).endsWith('{{') ? ' ' : '';
    const put = isAlone ? chipOf(inBraces(text), words) : document.createTextNode(`${before}${text}${isClosed ? '' : ' }}'}`);
    range.insertNode(put);
    if (put instanceof Text && text.endsWith('()')) range.setStart(put, before.length + text.length - 1);
    else range.setStartAfter(put);
    range.collapse(true);
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
    field.current?.normalize();
    keep();
    tell();
  };
  const proposals = useProposals({ find: () => (field.current ? placeIn(field.current) : undefined), take });
  const follow = () => {
    keep();
    proposals.look();
  };
  return (
    <div className={pickerStyles.picker}>
      <div
        {...others}
        {...proposals.said}
        ref={field}
        role="textbox"
        tabIndex={0}
        aria-multiline={isLong || undefined}
        contentEditable="plaintext-only"
        suppressContentEditableWarning
        spellCheck
        className={`${className ?? ''} ${styles.valueText} ${isLong ? styles.long : ''}`}
        onInput={() => {
          tell();
          follow();
        }}
        onSelect={keep}
        onKeyUp={(event) => (/^Arrow(Left|Right)$|^Home$|^End$/.test(event.key) ? follow() : keep())}
        onMouseUp={follow}
        onKeyDown={(event) => {
          if (!proposals.onKey(event) && event.key === 'Enter' && !isLong) event.preventDefault();
        }}
        onBlur={() => {
          // An expression that was typed by hand becomes a chip once the field is left.
          if (field.current) draw(field.current, value, words);
          cursor.current = undefined;
          proposals.close();
        }}
        onCopy={(event) => copy(event, false)}
        onCut={(event) => {
          copy(event, true);
          tell();
        }}
      />
      {proposals.shown}
    </div>
  );
}

/** The text that a field or a part of it stands for. */
function textIn(node: Node): string {
  if (node instanceof HTMLElement && node.dataset['value'] !== undefined) return node.dataset['value'];
  if (node.nodeName === 'BR') return node.nextSibling ? '\n' : '';
  if (node.nodeType === Node.TEXT_NODE) return (node.nodeValue ?? '').replaceAll('\u200b', '');
  return Array.from(node.childNodes, textIn).join('');
}

function draw(field: HTMLElement, value: string, words: (expression: string) => string) {
  field.replaceChildren(...textPieces(value).map(({ kind, text }) => (kind === 'text' ? document.createTextNode(text) : chipOf(text, words))));
}

function chipOf(text: string, words: (expression: string) => string): HTMLElement {
  const chip = document.createElement('span');
  chip.contentEditable = 'false';
  chip.className = styles['chip'] ?? '';
  chip.dataset['value'] = text;
  chip.title = insideOf(text);
  chip.textContent = words(insideOf(text));
  return chip;
}

/** Whether a chip says something else than it would now: its step has another name. */
const isStale = (field: HTMLElement, words: (expression: string) => string) =>
  Array.from(field.querySelectorAll<HTMLElement>('[data-value]')).some((chip) => chip.textContent !== words(insideOf(chip.dataset['value'] ?? '')));

function atEnd(field: HTMLElement): Range {
  const range = document.createRange();
  range.selectNodeContents(field);
  range.collapse(false);
  return range;
}

/** What is copied is the text of the definition, so that chips stay chips where it is pasted. */
function copy(event: React.ClipboardEvent, isCut: boolean) {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  event.preventDefault();
  event.clipboardData.setData('text/plain', textIn(range.cloneContents()));
  if (isCut) range.deleteContents();
}
