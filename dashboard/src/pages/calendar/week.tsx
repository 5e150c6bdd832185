/** A week: its days side by side over the hours; on narrow screens one below the other. */
import type { CalendarEvent } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { CSSProperties } from 'react';
import styles from './calendar.module.css';
import { isOn, startOf } from './days';
import { EventLink } from './event-link';
import { hoursOf, type Placed, placed } from './hours';

interface WeekProps {
  days: string[];
  today: string;
  events: CalendarEvent[];
  isBusy: boolean;
}

export function Week({ days, today, events, isBusy }: WeekProps) {
  const { i18n } = useLingui();
  const name = new Intl.DateTimeFormat(i18n.locale, { weekday: 'short', day: 'numeric' });
  const full = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const shown = days.map((day) => {
    const own = events.filter((event) => isOn(event, day));
    return { day, whole: own.filter(({ all_day: is }) => is), timed: placed(own.filter(({ all_day: is }) => !is), day) };
  });
  const [first, last] = hoursOf(shown.flatMap(({ timed }) => timed));
  const hours = Array.from({ length: last - first }, (_, at) => first + at);
  return (
    <div className={styles.week} style={{ '--hours': hours.length } as CSSProperties} aria-busy={isBusy}>
      <div className={styles.clock} aria-hidden>
        {hours.map((hour) => (
          <span key={hour}>{hour}:00</span>
        ))}
      </div>
      <ol className={styles.weekDays}>
        {shown.map(({ day, whole, timed }) => (
          <li key={day} className={styles.column} aria-current={day === today ? 'date' : undefined}>
            <h2 aria-label={full.format(startOf(day))}>{name.format(startOf(day))}</h2>
            <ul className={styles.events}>
              {whole.map((event) => (
                <li key={event.id}>
                  <EventLink of={event} />
                </li>
              ))}
            </ul>
            <ul className={styles.hours}>
              {timed.map((one) => (
                <li key={one.event.id} style={place(one, first)}>
                  <EventLink of={one.event} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Where it stands, for the style sheet: in hours from the first one, and in parts of the width. */
function place({ from, to, lane, lanes }: Placed, first: number): CSSProperties {
  return { '--from': from / 60 - first, '--long': (to - from) / 60, '--lane': lane, '--lanes': lanes } as CSSProperties;
}
