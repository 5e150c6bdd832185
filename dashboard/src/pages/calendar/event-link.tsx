/** An event in the calendar, which opens it. Where several calendars are shown it has the colour of its own, and says whose it is. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Link } from '@tanstack/react-router';
import type { Agenda } from './agendas';
import styles from './calendar.module.css';
import { timeOf } from './days';

interface EventLinkProps {
  of: CalendarEvent;
  agendas: Agenda[];
  /** The id of the text that says which keys move it. */
  hint?: string;
}

export function EventLink({ of: { id, title, start, all_day: isWholeDay, status, calendar_id: calendar }, agendas, hint }: EventLinkProps) {
  const agenda = agendas.length > 1 ? agendas.find((one) => one.calendar === calendar) : undefined;
  const looks = [isWholeDay && !agenda && 'wholeDay', status === 'cancelled' && 'cancelled', status === 'tentative' && 'tentative'] as const;
  return (
    <Link
      to="."
      search={(former: object) => ({ ...former, id })}
      className={[styles.event, ...looks.map((look) => look && styles[look])].filter(Boolean).join(' ')}
      draggable={false}
      data-colour={agenda?.colour}
      aria-describedby={hint}
      aria-keyshortcuts={hint && 'M'}
    >
      {!isWholeDay && <time dateTime={start}>{timeOf(new Date(start))}</time>} {title}
      {agenda && <span className="for-readers">, {agenda.name}</span>}
    </Link>
  );
}
