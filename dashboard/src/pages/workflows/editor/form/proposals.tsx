/** The list below a field of what may be typed in the expression at its cursor: taken by keys or by the mouse. */
import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { arrowed } from '~/app/arrows';
import { Option } from '~/ui/picker';
import pickerStyles from '~/ui/picker.module.css';
import FUNCTIONS from '../../functions.json';
import { type Proposal, proposalsOf, proposed, type Typed, typedAt } from '../../logic/proposals';
import type { Source } from '../../logic/values';
import { useReadable, useWordsOf } from './readable';
import { sampleText } from './value-picker';

const MOST = 12;

/** Where in a field an expression is typed. */
export interface Place {
  node: Text;
  cursor: number;
  typed: Typed;
}

/** The place of the cursor, if it is in an expression that is typed in a field. */
export function placeIn(field: HTMLElement): Place | undefined {
  const selection = document.getSelection();
  const node = selection?.isCollapsed ? selection.focusNode : undefined;
  if (!selection || !(node instanceof Text) || !field.contains(node)) return undefined;
  const typed = typedAt(node.data, selection.focusOffset);
  return typed && { node, cursor: selection.focusOffset, typed };
}

interface Proposing<At> {
  /** Where in the field an expression is typed, if one is. */
  find: () => At | undefined;
  /** Put what was chosen there. */
  take: (one: Proposal, place: At) => void;
  /** By default those that the step reads. */
  sources?: readonly Source[];
  /** Whether a value alone may stand there, and no function. */
  isValue?: boolean;
}

/** The proposals of a field: its list, what it takes for readers, and the keys; `look` reads where the cursor is. */
export function useProposals<At extends { typed: Typed }>({ find, take, sources: given, isValue = false }: Proposing<At>) {
  const { t } = useLingui();
  const readable = useReadable();
  const words = useWordsOf();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<At>();
  const [at, setAt] = useState(0);
  const offered = place ? proposed(proposalsOf(given ?? readable.sources, isValue ? [] : FUNCTIONS), place.typed.word, words, MOST) : [];
  const active = Math.min(at, offered.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }); // gives a promise, which is no clean-up
  }, [active]);
  const look = () => {
    setPlace(find());
    setAt(0);
  };
  const close = () => setPlace(undefined);
  const choose = (one: Proposal | undefined) => {
    if (!one || !place) return;
    close();
    take(one, place);
  };
  /** Whether a key was one of the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!offered.length || event.nativeEvent.isComposing) return false;
    const next = arrowed(event.key, active, offered.length);
    if (next !== undefined) setAt(next);
    else if (event.key === 'Enter') choose(offered[active]);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const shown = offered.length > 0 && (
    <div ref={list} id={id} role="listbox" aria-label={t`Què hi pot anar`} className={pickerStyles.list}>
      {offered.map((one, index) => (
        <Option key={one.text} id={`${id}-${index}`} isActive={index === active} onTake={() => choose(one)}>
          <span>{one.source ? words(one.text) : one.text}</span>
          <small>{one.signature ?? (sampleText(one.sample) || one.text)}</small>
        </Option>
      ))}
    </div>
  );
  const said = {
    'aria-autocomplete': 'list' as const,
    'aria-haspopup': 'listbox' as const,
    ...(offered.length > 0 && { 'aria-controls': id, 'aria-activedescendant': `${id}-${active}` }),
  };
  return { shown, said, onKey, look, close };
}
