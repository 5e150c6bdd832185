/** The hours of a day in a form, as a text. What says no hours is not sent, and says how they are written. */
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { FieldProps } from '~/app/use-form';
import { type Shared, TextField } from './field';
import { spansIn, written } from './spans';

export function HoursField({ value, onChange, error, ...others }: Shared & FieldProps<string>) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [isLeft, setLeft] = useState(true);
  const spans = spansIn(value);
  const isUnread = spans === undefined;
  const howTo = t`Escriu-ho així: 9:00-13:00, 15:30-20:00.`;
  useEffect(() => input.current?.setCustomValidity(isUnread ? howTo : ''), [isUnread, howTo]);
  return (
    <TextField
      {...others}
      ref={input}
      autoComplete="off"
      placeholder={t`tancat`}
      data-unread={isUnread || undefined}
      value={value}
      onChange={onChange}
      error={isUnread && isLeft ? howTo : error}
      onFocus={() => setLeft(false)}
      onInvalid={() => setLeft(true)}
      onBlur={() => {
        setLeft(true);
        if (spans) onChange(written(spans));
      }}
    />
  );
}
