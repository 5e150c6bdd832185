/** Messages that pass: what was done goes by itself, what failed stays until it is closed. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Hourglass, type LucideIcon, WifiOff, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { useOnline, useWait } from '~/app/connection';
import { IconButton } from './button';
import { ErrorText, RequestId } from './error-state';
import styles from './toast.module.css';

interface Toast {
  id: number;
  text?: string;
  error?: unknown;
}

const SHOWN_FOR = 5_000;
const MOST = 4;

let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function show(toast: Omit<Toast, 'id'>): number {
  last += 1;
  toasts = [...toasts, { ...toast, id: last }].slice(-MOST);
  listeners.forEach((tell) => tell());
  return last;
}

function close(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
  listeners.forEach((tell) => tell());
}

/** Say that something is done. */
export function toast(text: string): void {
  const id = show({ text });
  setTimeout(() => close(id), SHOWN_FOR);
}

/** Say that something failed, with the request's id. */
export function toastError(error: unknown): void {
  show({ error });
}

/** Where they appear: once, at the end of the page. In the top layer, above dialogs. */
export function Toasts() {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => toasts,
  );
  const isOffline = !useOnline();
  const wait = useWait();
  const isWaiting = wait > 0 && !isOffline;
  const isShown = shown.length > 0 || isOffline || isWaiting;
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    if (current.matches(':popover-open')) current.hidePopover();
    if (isShown) current.showPopover();
  }, [shown, isShown]);
  return (
    <div ref={place} popover="manual" className={styles.toasts} role="region" aria-label={t`Avisos`}>
      {isOffline && <Standing icon={WifiOff}>{t`Sense connexió a internet. Tot continua quan torni.`}</Standing>}
      {isWaiting && (
        <Standing icon={Hourglass}>
          <Trans>
            Massa peticions en poca estona. Es continua d’aquí a <span aria-live="off">{wait} s</span>.
          </Trans>
        </Standing>
      )}
      {shown.map(({ id, text, error }) => (
        <div key={id} role={error ? 'alert' : 'status'} className={`${styles.toast} ${error ? styles.error : ''}`}>
          <div>
            {error ? <ErrorText error={error} /> : text}
            {error ? <RequestId error={error} /> : null}
          </div>
          <IconButton icon={X} label={t`Tanca l’avís`} onClick={() => close(id)} />
        </div>
      ))}
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
