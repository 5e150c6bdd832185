/** What was typed in a dialog and is not sent: a question stands before it is dropped, by a key, a click, Back or a reload. */
import { Trans, useLingui } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { Confirm } from './confirm';

/** The forms of a dialog. */
class Draft {
  #forms = new Set<() => boolean>();

  /** Ask a form from now on whether something in it is not sent. Returns the function that ends it. */
  hold(isChanged: () => boolean): () => void {
    this.#forms.add(isChanged);
    return () => this.#forms.delete(isChanged);
  }

  /** Forget what was typed: the person said so. */
  drop(): void {
    this.#forms.clear();
  }

  get isChanged(): boolean {
    return Array.from(this.#forms).some((is) => is());
  }
}

const DraftOfDialog = createContext<Draft | undefined>(undefined);

/** In a dialog, hold what a form has; outside of one nothing is asked. `isChanged` is read when the dialog is left. */
export function useHeld(isChanged: () => boolean): void {
  const draft = use(DraftOfDialog);
  useEffect(() => draft?.hold(isChanged), [draft, isChanged]);
}

/** Holds what is typed outside of a form. */
export function Held({ isChanged }: { isChanged: () => boolean }) {
  useHeld(isChanged);
  return null;
}

/** Return the function with which a button drops what was typed. */
export function useDrop(): () => void {
  const draft = use(DraftOfDialog);
  return () => draft?.drop();
}

/** Return the function that leaves a dialog, and asks first; what asks, to be drawn in it; and what its forms are held by. */
export function useDraft(onClose: () => void) {
  const [draft] = useState(() => new Draft());
  const [question, setQuestion] = useState(0); // its number: another one is drawn anew, above what the browser has shown since
  const blocker = useBlocker({
    shouldBlockFn: () => draft.isChanged,
    enableBeforeUnload: () => draft.isChanged,
    withResolver: true,
  });
  const isBlocked = blocker.status === 'blocked';
  const stay = () => {
    setQuestion(0);
    blocker.reset?.();
  };
  const drop = () => {
    draft.drop();
    setQuestion(0);
    if (isBlocked) blocker.proceed();
    else onClose();
  };
  return {
    leave: () => (draft.isChanged ? setQuestion((former) => former + 1) : onClose()),
    isHeld: () => draft.isChanged,
    question: (question > 0 || isBlocked) && <Unsaved key={question} onDrop={drop} onStay={stay} />,
    holding: (children: ReactNode) => <DraftOfDialog value={draft}>{children}</DraftOfDialog>,
  };
}

/** The question. */
export function Unsaved({ onDrop, onStay }: { onDrop: () => void; onStay: () => void }) {
  const { t } = useLingui();
  return (
    <Confirm title={t`Hi ha canvis sense desar`} action={<Trans>Surt sense desar</Trans>} onConfirm={onDrop} onClose={onStay}>
      <p>
        <Trans>Si surts, es perdran.</Trans>
      </p>
    </Confirm>
  );
}
