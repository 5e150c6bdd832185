/** The keys of the inbox: `/` searches, `j` and `k` go to the list, `r` answers, `e` closes or reopens, `?` shows them. */
import { useLingui } from '@lingui/react/macro';
import { type RefObject, useEffect, useState } from 'react';
import { Dialog } from '~/ui/dialog';
import styles from './conversations.module.css';

/** What each key goes to, within the page; the first that is there. `e` presses it. */
const PLACES: Record<string, string[]> = {
  '/': ['input[type="search"]'],
  j: ['li a[aria-current="true"]', 'li a'],
  k: ['li a[aria-current="true"]', 'li a'],
  r: ['textarea[name="body"]', 'select[name="template"]'],
  e: ['[aria-keyshortcuts="e"]'],
};

export function Keys({ within }: { within: RefObject<HTMLElement | null> }) {
  const { t } = useLingui();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') setShown(true);
      const place = PLACES[event.key]?.map((selector) => within.current?.querySelector<HTMLElement>(selector)).find(Boolean);
      if (!place) return;
      event.preventDefault();
      if (event.key === 'e') place.click();
      else place.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [within]);
  if (!isShown) return null;
  const keys = [
    ['/', t`Cerca en els missatges`],
    ['j, k', t`La conversa de sota, la de sobre`],
    ['Enter', t`Obre la conversa`],
    ['r', t`Respon`],
    ['e', t`Tanca la conversa, o reobre-la`],
    ['?', t`Mostra aquestes tecles`],
  ] as const;
  return (
    <Dialog title={t`Tecles`} onClose={() => setShown(false)}>
      <dl className={styles.keys}>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** Whether somebody types, or a dialog is open: then keys are what they always are. */
function isTyping(target: EventTarget | null): boolean {
  const isField = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  return isField || document.querySelector('[role="dialog"], [role="menu"]') !== null;
}
