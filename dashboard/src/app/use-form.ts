/**
 * Forms: the values, and the API's faults beside the fields that they are about.
 *
 *     const form = useForm({ name: '', scopes: [] as string[] }, (client, values) => client.keys.create(values), { done });
 *     <Form form={form}> <TextField label={t`Nom`} {...form.field('name')} /> <SubmitButton>...</SubmitButton> </Form>
 *
 * The API checks; the form repeats none of its rules. A fault at `line_items[0].quantity` is shown by the field of that
 * name, or of the nearest name before it; what no field has is shown above the button.
 */
import type { BiVelio, FieldError } from '@bivelio/sdk';
import { useCallback, useRef, useState } from 'react';
import type { Source } from './cache-keys';
import { faultWords } from './fault-words';
import { apiError } from './queries';
import { useWrite } from './use-write';

export type Values = Record<string, unknown>;

interface Options<V, Output> {
  /** Under which name others find what is being sent: `useSending` of `use-write.ts`. */
  name?: readonly string[];
  again?: Source[];
  done?: string | ((output: Output, input: V) => string);
  onDone?: (output: Output, input: V) => void;
}

export interface FieldProps<T> {
  name: string;
  value: T;
  onChange: (value: T) => void;
  error: string | undefined;
}

/** The state of a form. `send` gets the values when it is submitted. */
export function useForm<V extends Values, Output>(
  initial: V,
  send: (client: BiVelio, values: V) => PromiseLike<Output>,
  options: Options<V, Output> = {},
) {
  const [values, setValues] = useState(initial);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const shown = useRef(new Set<string>());
  const [sent, latest] = [useRef(initial), useRef(values)];
  latest.current = values;
  const isChanged = useCallback(() => JSON.stringify(latest.current) !== JSON.stringify(sent.current), [latest, sent]);
  const write = useWrite(send, {
    ...options,
    errorsAreShown: true,
    onDone: (output: Output, input: V) => {
      sent.current = input;
      options.onDone?.(output, input);
    },
  });
  const faults = apiError(write.error)?.errors.filter((fault) => fault.message) ?? [];

  /** What a field takes: its value, the function that changes it, and the fault that the API names `at`. */
  function field<Name extends keyof V & string>(name: Name, at: string = name): FieldProps<V[Name]> {
    shown.current.add(at);
    return {
      name,
      value: values[name],
      onChange: (value) => {
        setValues((former) => ({ ...former, [name]: value }));
        setChanged((former) => new Set(former).add(name));
      },
      error: changed.has(name) ? undefined : faults.filter((fault) => isAt(fault, at)).map(faultWords)[0],
    };
  }

  const submitAs = (given: V) => {
    setChanged(new Set());
    write.mutate(given);
  };
  const others = faults.filter((fault) => !Array.from(shown.current).some((name) => isAt(fault, name)));
  return {
    values,
    setValues,
    field,
    /** Whether something was typed that is not sent. It stays the same function. */
    isChanged,
    /** Whether it is being sent. */
    isPending: write.isPending,
    /** The error as a whole, once it has one; `others` are the faults that no field shows. */
    error: write.error,
    others,
    /** Whether some field shows its fault, so that the error as a whole need not be. */
    isBesideFields: faults.length > 0 && others.length === 0,
    submit: () => submitAs(values),
    /** Send values other than those that it shows. */
    submitAs,
    /** Begin again with the values that it began with. */
    reset: () => {
      sent.current = initial;
      setValues(initial);
      setChanged(new Set());
      write.reset();
    },
    /** Forget what failed; the values stay. */
    clearError: write.reset,
  };
}

export type FormState = Pick<
  ReturnType<typeof useForm<Values, unknown>>,
  'isChanged' | 'isPending' | 'error' | 'others' | 'isBesideFields' | 'submit'
>;

function isAt({ field = '' }: FieldError, name: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`);
}
