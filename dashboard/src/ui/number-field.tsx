/**
 * A number in a form: typed with the language's separators, and shown as it was read when the field is left, `1.250,00 €`.
 * What can be read in two ways is asked. A form is not sent while one of its numbers is not read.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { type ComponentProps, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { language } from '~/app/language';
import type { FieldProps } from '~/app/use-form';
import { TextButton } from './button';
import { Field, type Shared } from './field';
import { kept, type NumberOptions, readingsOf, shownAs, typedAs, unreadText } from './typed-number';

type NumberFieldProps = Shared &
  FieldProps<string> &
  NumberOptions &
  Pick<ComponentProps<'input'>, 'readOnly'> & {
    /** The currency of an amount of money. */
    currency?: string | undefined;
  };

export function NumberField({ label, hint, isOptional, name, value, onChange, error, currency, isWhole = false, readOnly }: NumberFieldProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>(); // while it has the focus
  const [isAsked, setAsked] = useState(true);
  const unread = unreadText(value);
  const isUnread = unread !== undefined;
  const example = shownAs(isWhole ? '1250' : '1250.5', language(), currency);
  const noNumber = t`No és un nombre. Escriu-lo així: ${example}.`;
  useEffect(() => input.current?.setCustomValidity(isUnread ? noNumber : ''), [isUnread, noNumber]);
  const isTyped = typed !== undefined;
  useLayoutEffect(() => {
    if (isTyped) input.current?.select(); // as the browser does at Tab, before the text became another one
  }, [isTyped]);
  const take = (reading: string) => {
    setTyped(undefined);
    onChange(reading);
  };
  const readings = isUnread ? readingsOf(unread, language(), { isWhole }) : [];
  const fault = readings.length > 1 ? <Question readings={readings} currency={currency} onTake={take} /> : noNumber;
  return (
    <Field {...{ label, hint, isOptional, name, error: isUnread && isAsked ? fault : error }}>
      {(control) => (
        <input
          {...control}
          ref={input}
          inputMode={isWhole ? 'numeric' : 'decimal'}
          autoComplete="off"
          readOnly={readOnly}
          data-unread={isUnread || undefined}
          value={typed ?? shownAs(value, language(), currency)}
          onChange={({ target: { value: text } }) => {
            setTyped(text);
            onChange(kept(text, language(), { isWhole }));
          }}
          onFocus={() => {
            setTyped(typedAs(value, language()));
            setAsked(false);
          }}
          onInvalid={() => setAsked(true)}
          onBlur={() => {
            setTyped(undefined);
            setAsked(true);
          }}
        />
      )}
    </Field>
  );
}

interface QuestionProps {
  readings: string[];
  currency: string | undefined;
  onTake: (reading: string) => void;
}

/** Which of two readings is meant. */
function Question({ readings, currency, onTake }: QuestionProps) {
  const [first, second] = readings.map((reading) => (
    <TextButton key={reading} onClick={() => onTake(reading)}>
      {shownAs(reading, language(), currency)}
    </TextButton>
  ));
  return (
    <Trans>
      Vols dir {first} o {second}?
    </Trans>
  );
}
