/** Asks before something that cannot be undone: what happens, in a sentence, and a button that names it. */
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from './button';
import { Actions, Frame } from './dialog-frame';

interface ConfirmProps {
  title: ReactNode;
  /** What will happen. */
  children: ReactNode;
  /** What the button says: "Revoca la clau". */
  action: ReactNode;
  /** What the button that closes says, where "Cancel·la" would be read as what is asked: it names what stays as it is. */
  keep?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
  isPending?: boolean;
}

export function Confirm({ title, children, action, keep, onConfirm, onClose, isPending }: ConfirmProps) {
  return (
    <Frame title={title} leave={onClose}>
      <div>{children}</div>
      <Actions>
        <Button onClick={onClose} data-first>
          {keep ?? <Trans>Cancel·la</Trans>}
        </Button>
        <Button look="danger" onClick={onConfirm} disabled={isPending}>
          {action}
        </Button>
      </Actions>
    </Frame>
  );
}
