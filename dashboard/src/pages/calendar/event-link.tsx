/** An event in the calendar, which opens it. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Link } from '@tanstack/react-router';
import styles from './calendar.module.css';
import { timeOf } from './days';

export function EventLink({ of: { id, title, start, all_day: isWholeDay, status } }: { of: CalendarEvent }) {
  return (
    <Link
      to="."
      search={(former: object) => ({ ...former, id })}
      className={`${styles.event} ${isWholeDay ? styles.wholeDay : ''} ${status === 'cancelled' ? styles.cancelled : ''}`}
    >
      {!isWholeDay && <time dateTime={start}>{timeOf(new Date(start))}</time>} {title}
    </Link>
  );
}
