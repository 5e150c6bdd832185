/** The rows of the list of conversations. With the focus in it, the arrows go up and down, and on to the next page; Home and End to the ends. */
import type { Conversation } from '@bivelio/sdk';
import { Plural, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { Badge } from '~/ui/badge';
import { When } from '~/ui/when';
import { fileIn, saidIn } from './content';
import styles from './conversations.module.css';
import { StateBadge } from './states';

/** Down to the next, up to the one before. */
export type By = 1 | -1;

/** Where the rows are found. */
export const ROWS = `.${styles.conversations}`;

interface RowsProps {
  label: string;
  /** Whether the next rows are being read and these are still the former ones. */
  isOld?: boolean;
  onPast?: (by: By) => void;
  children: ReactNode;
}

export function Rows({ label, isOld = false, onPast, children }: RowsProps) {
  return (
    <ul className={styles.conversations} aria-label={label} aria-busy={isOld} onKeyDown={(event) => move(event, onPast)}>
      {children}
    </ul>
  );
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  j: (at, last) => Math.min(at + 1, last),
  k: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

const DOWN = ['ArrowDown', 'j'];
const UP = ['ArrowUp', 'k'];

function move(event: KeyboardEvent<HTMLElement>, onPast: ((by: By) => void) | undefined) {
  const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key];
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (!step || at < 0) return;
  event.preventDefault();
  const last = links.length - 1;
  if (at === last && DOWN.includes(event.key)) onPast?.(1);
  else if (at === 0 && UP.includes(event.key)) onPast?.(-1);
  else links[step(at, last)]?.focus();
}

/** The link that opens the thread with a contact. */
export function OpenLink({ contact, isOpen, children }: { contact: string; isOpen: boolean; children: ReactNode }) {
  return (
    <li>
      <Link
        to="."
        search={(former: object) => ({ ...former, with: contact })}
        className={styles.conversation}
        aria-current={isOpen ? 'true' : undefined}
      >
        {children}
      </Link>
    </li>
  );
}

export function Row({ of: one, isOpen, isDrafted }: { of: Conversation; isOpen: boolean; isDrafted: boolean }) {
  const { t } = useLingui();
  const { contact_id: contact, last_message: last, unread } = one;
  const said = saidIn(last) ?? fileIn(last) ?? '';
  return (
    <OpenLink contact={contact} isOpen={isOpen}>
      <span className={styles.line}>
        <strong className="one-line">{one.contact_name ?? contact}</strong>
        <When at={last.created_at} />
      </span>
      <span className={styles.line}>
        <span className="one-line">{last.direction === 'outbound' ? t`Tu: ${said}` : said}</span>
        {unread > 0 && (
          <Badge tone="busy">
            <Plural value={unread} one="# per llegir" other="# per llegir" />
          </Badge>
        )}
      </span>
      <span className={styles.marks}>
        <ChannelName channel={one.channel} />
        <StateBadge of={one.state} />
        {isDrafted && <Badge tone="warning">{t`Esborrany`}</Badge>}
        {one.handled_by === 'assistant' && <Badge tone="good">{t`Assistent`}</Badge>}
        {one.labels.map((label) => (
          <Badge key={label}>{label}</Badge>
        ))}
        {one.assignee && <small className="quiet one-line">{one.assignee_email ?? one.assignee}</small>}
      </span>
    </OpenLink>
  );
}

/** The name of a channel. */
export function ChannelName({ channel }: { channel: string }) {
  const { t } = useLingui();
  const names: Record<string, string> = { whatsapp: 'WhatsApp', telegram: 'Telegram', email: t`Correu`, webchat: t`Xat web` };
  return <small className="quiet">{names[channel] ?? channel}</small>;
}
