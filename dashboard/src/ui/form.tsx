/** A form on the state of `useForm`: its fields, what failed as a whole, and the button that sends it. */
import { Trans } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FormState } from '~/app/use-form';
import { Button, type Look } from './button';
import { Actions } from './dialog';
import { ErrorState } from './error-state';
import styles from './field.module.css';

export function Form({ form, children, label }: { form: FormState; children: ReactNode; label?: string }) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (form.error) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [form.error]);
  return (
    <form
      ref={element}
      className={styles.form}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!form.isPending) form.submit();
      }}
    >
      {children}
    </form>
  );
}

/** What failed and no field shows: above the buttons. */
export function FormError({ form }: { form: FormState }) {
  if (!form.error || form.isBesideFields) return null;
  return <ErrorState error={form.error} faults={form.others} />;
}

/** The button that sends the form. */
export function SubmitButton({ form, children, look = 'primary' }: { form: FormState; children: ReactNode; look?: Look }) {
  return (
    <Button type="submit" look={look} aria-disabled={form.isPending} aria-busy={form.isPending}>
      {children}
    </Button>
  );
}

interface FormActionsProps {
  form: FormState;
  onCancel: () => void;
  /** What the button that sends says. */
  children: ReactNode;
  look?: Look;
}

/** The end of a form that can be left: what failed as a whole, and the buttons. */
export function FormActions({ form, onCancel, children, look }: FormActionsProps) {
  return (
    <>
      <FormError form={form} />
      <Actions>
        <Button onClick={onCancel}>
          <Trans>Cancel·la</Trans>
        </Button>
        <SubmitButton form={form} look={look}>
          {children}
        </SubmitButton>
      </Actions>
    </>
  );
}
