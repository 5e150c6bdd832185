/** Messages that pass: each goes by itself, what failed later than what was done; not while the pointer or the focus is on them. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Hourglass, type LucideIcon, Snail, WifiOff, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useLate, useOnline, useWait } from '~/app/connection';
import { IconButton } from './button';
import { ErrorText, isUnexpected, RequestId } from './error-state';
import { close, shown as toasts, type Toast, watch } from './toast';
import styles from './toast.module.css';

const SHOWN_FOR = 5_000;
const ERROR_SHOWN_FOR = 20_000;

/** Where they appear: once, at the end of the page. In the top layer, above dialogs. */
export function Toasts() {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  const shown = useSyncExternalStore(watch, toasts);
  const [isHeld, hold] = useState(false);
  const isOffline = !useOnline();
  const wait = useWait();
  const isWaiting = wait > 0 && !isOffline;
  const isLate = useLate() && !isOffline && !isWaiting;
  const isShown = shown.length > 0 || isOffline || isWaiting || isLate;
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    if (current.matches(':popover-open')) current.hidePopover();
    if (isShown) current.showPopover();
  }, [shown, isShown]);
  return (
    <div
      ref={place}
      popover="manual"
      className={styles.toasts}
      role="region"
      aria-label={t`Avisos`}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      {isOffline && <Standing icon={WifiOff}>{t`Sense connexió a internet. Tot continua quan torni.`}</Standing>}
      {isWaiting && (
        <Standing icon={Hourglass}>
          <Trans>
            Massa peticions en poca estona. Es continua d’aquí a <span aria-live="off">{wait} s</span>.
          </Trans>
        </Standing>
      )}
      {isLate && <Standing icon={Snail}>{t`El servidor triga a respondre. Encara s’espera la resposta: no cal que tornis a prémer res.`}</Standing>}
      {shown.map((one) => (
        <Passing key={one.id} of={one} isHeld={isHeld} />
      ))}
    </div>
  );
}

function Passing({ of: { id, text, error }, isHeld }: { of: Toast; isHeld: boolean }) {
  const { t } = useLingui();
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => close(id), error ? ERROR_SHOWN_FOR : SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [id, error, isHeld]);
  return (
    <div role={error ? 'alert' : 'status'} className={`${styles.toast} ${error ? styles.error : ''}`}>
      <div>
        {error ? <ErrorText error={error} /> : text}
        {error && isUnexpected(error) ? <RequestId error={error} /> : null}
      </div>
      <IconButton icon={X} label={t`Tanca l’avís`} onClick={() => close(id)} />
    </div>
  );
}

/** What holds everything up: it stays for as long as it does. */
function Standing({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div role="status" className={`${styles.toast} ${styles.standing}`}>
      <Icon aria-hidden />
      <div>{children}</div>
    </div>
  );
}
