/** A form on the state of `useForm`: its fields, what failed as a whole, and the button that sends it. */
import { Trans } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FormState } from '~/app/use-form';
import { Button, type Look } from './button';
import { Actions } from './dialog';
import { useDrop, useHeld } from './draft';
import { ErrorState } from './error-state';
import styles from './field.module.css';

const never = () => false;

interface FormProps {
  form: FormState;
  children: ReactNode;
  label?: string;
  /** Whether nothing is lost when its dialog is closed: it asks for a password. */
  isDroppable?: boolean;
}

export function Form({ form, children, label, isDroppable = false }: FormProps) {
  const element = useRef<HTMLFormElement>(null);
  useHeld(isDroppable ? never : form.isChanged);
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
        if (!form.isPending && isRead(event.currentTarget)) form.submit();
      }}
    >
      {children}
    </form>
  );
}

/** Whether the numbers of a form are read; the first one that is not (`NumberField`) gets the focus and says why. */
function isRead(form: HTMLFormElement): boolean {
  const unread = form.querySelector<HTMLInputElement>('input[data-unread]');
  unread?.closest('details')?.setAttribute('open', '');
  unread?.focus();
  unread?.checkValidity(); // it hears that as the event `invalid`
  return !unread;
}

/** What failed and no field shows: above the buttons. */
export function FormError({ form }: { form: FormState }) {
  if (!form.error || form.isBesideFields) return null;
  return <ErrorState error={form.error} faults={form.others} />;
}

/** The button that sends the form. */
export function SubmitButton({ form, children, look = 'primary', onClick }: { form: FormState; children: ReactNode; look?: Look; onClick?: (() => void) | undefined }) {
  return (
    <Button type="submit" look={look} onClick={onClick} aria-disabled={form.isPending} aria-busy={form.isPending}>
      {children}
    </Button>
  );
}

/** The end of a form whose page stays: what failed as a whole, and the button, for who may save. */
export function SaveChanges({ form, mayEdit }: { form: FormState; mayEdit: boolean }) {
  return (
    <>
      <FormError form={form} />
      {mayEdit && (
        <div>
          <SubmitButton form={form}>
            <Trans>Desa</Trans>
          </SubmitButton>
        </div>
      )}
    </>
  );
}

interface FormActionsProps {
  form: FormState;
  onCancel: () => void;
  /** What the button that sends says. */
  children: ReactNode;
  look?: Look;
  /** What the button that leaves says, where "Cancel·la" would be read as what is asked: it names what stays as it is. */
  keep?: ReactNode;
  /** Another button before it. */
  before?: ReactNode;
  /** Told when the button that sends is pressed. */
  onSend?: () => void;
}

/** The end of a form that can be left: what failed as a whole, and the buttons. */
export function FormActions({ form, onCancel, children, look, keep, before, onSend }: FormActionsProps) {
  const drop = useDrop();
  const cancel = () => {
    drop();
    onCancel();
  };
  return (
    <>
      <FormError form={form} />
      <Actions>
        <Button onClick={cancel}>
          {keep ?? <Trans>Cancel·la</Trans>}
        </Button>
        {before}
        <SubmitButton form={form} look={look} onClick={onSend}>
          {children}
        </SubmitButton>
      </Actions>
    </>
  );
}
