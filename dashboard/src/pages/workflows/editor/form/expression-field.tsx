/** A field of one line in which values are proposed: its text is an expression as a whole, or a value in braces. */
import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { TextField } from '~/ui/field';
import pickerStyles from '~/ui/picker.module.css';
import { type Typed, typedAt, typedInWhole } from '../../logic/proposals';
import type { Source } from '../../logic/values';
import { useProposals } from './proposals';

type Props = Omit<ComponentProps<typeof TextField>, 'onInput' | 'onKeyDown' | 'onKeyUp' | 'onMouseUp' | 'onBlur' | 'ref'> & {
  /** What is proposed. */
  sources: readonly Source[];
  /** Told of a value that takes the place of the text; without it the text is an expression as a whole. */
  onTake?: (expression: string) => void;
};

/** Where an expression is typed. */
interface Place {
  cursor: number;
  typed: Typed;
}

export function ExpressionField({ sources, onTake, ...others }: Props) {
  const { value, onChange } = others;
  const field = useRef<HTMLInputElement>(null);
  const next = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (next.current !== undefined) field.current?.setSelectionRange(next.current, next.current);
    next.current = undefined;
  });
  const proposals = useProposals<Place>({
    sources,
    isValue: onTake !== undefined,
    find: () => {
      const { current: input } = field;
      const cursor = input?.selectionStart;
      if (!input || typeof cursor !== 'number' || cursor !== input.selectionEnd) return undefined;
      const typed = (onTake ? typedAt : typedInWhole)(input.value, cursor);
      return typed && (onTake || typed.word) ? { cursor, typed } : undefined;
    },
    take: ({ text }, { cursor, typed: { wordFrom } }) => {
      if (onTake) return onTake(text);
      next.current = wordFrom + text.length - (text.endsWith('()') ? 1 : 0); // inside of what is called
      onChange(`${value.slice(0, wordFrom)}${text}${value.slice(cursor)}`);
    },
  });
  return (
    <div className={pickerStyles.picker}>
      <TextField
        {...others}
        {...proposals.said}
        ref={field}
        autoComplete="off"
        onInput={proposals.look}
        onKeyUp={({ key }) => /^Arrow(Left|Right)$|^Home$|^End$/.test(key) && proposals.look()}
        onMouseUp={proposals.look}
        onKeyDown={proposals.onKey}
        onBlur={proposals.close}
      />
      {proposals.shown}
    </div>
  );
}
