/** Dialogs with forms: what is typed in them is asked for before it is dropped. */
import type { ReactNode } from 'react';
import { Frame, type FrameProps } from './dialog-frame';
import { useDraft } from './draft';

export { Actions } from './dialog-frame';

interface DialogProps extends Pick<FrameProps, 'title' | 'kind' | 'isFirm'> {
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that is open for as long as it is drawn. The focus goes to what has `data-first`, else to its first field. */
export function Dialog({ onClose, children, ...others }: DialogProps) {
  const { leave, isHeld, question, holding } = useDraft(onClose);
  return (
    <Frame {...others} leave={leave} isHeld={isHeld} above={question}>
      {holding(children)}
    </Frame>
  );
}
