/** Days over their hours, or the people of a day side by side: events are drawn, moved and resized there. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { type CSSProperties, useId, useRef } from 'react';
import { useShortcuts } from '~/app/shortcuts';
import type { Agenda } from './agendas';
import styles from './calendar.module.css';
import { isOn, startOf } from './days';
import { EventLink } from './event-link';
import { clockOf, isOurs, overlapping, type Place, type Target } from './grid';
import { hoursOf, type Placed, placed } from './hours';
import { MoveEvent, useMove } from './move-event';
import { type Ghost, useDrag } from './use-drag';

interface HourGridProps {
  days: string[];
  today: string;
  events: CalendarEvent[];
  /** Those that are shown. With one day each has a column of its own. */
  agendas: Agenda[];
  isBusy: boolean;
  mayWrite: boolean;
  onDraw: (target: Target) => void;
}

/** Where a week is a list of days, which has no hours (calendar.module.css). */
const isNarrow = () => matchMedia('(max-width: 48rem)').matches;

/** What the keys do with an event that has the focus: `useDrag` listens to them. */
function useCalendarKeys(mayWrite: boolean) {
  const { t } = useLingui();
  const moving = [
    { keys: ['M'], does: t`Mou l’esdeveniment que té el focus` },
    { keys: ['←', '→', '↑', '↓'], does: t`Mentre el mous: a un altre dia, o més d’hora i més tard` },
    { keys: ['Shift ↑', 'Shift ↓'], does: t`Mentre el mous: acaba abans, o després` },
    { keys: ['Enter'], does: t`Obre l’esdeveniment, o el deixa on l’has mogut` },
  ];
  useShortcuts(mayWrite ? moving : []);
}

interface Column extends Place {
  name: string;
  fullName: string;
  whole: CalendarEvent[];
  timed: Placed[];
}

export function HourGrid({ days, today, events, agendas, isBusy, mayWrite, onDraw }: HourGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const hint = useId();
  const isOneDay = days.length === 1;
  const columns = useColumns(days, events, agendas);
  const move = useMove(events);
  const spans = columns.flatMap(({ timed }) => timed);
  const shownHours = hoursOf(spans);
  const { ghost, handlers } = useDrag({
    grid,
    places: columns.map(({ day, calendar }) => ({ day, ...(calendar !== undefined && { calendar }) })),
    events,
    hours: shownHours,
    isOff: () => !mayWrite || (!isOneDay && isNarrow()),
    isSaving: move.isPending,
    onDraw,
    onMove: move.ask,
  });
  const [first, last] = ghost?.byKeys ? hoursOf([...spans, { from: ghost.target.from, to: Math.min(ghost.target.to, 1440) }]) : shownHours;
  const hours = Array.from({ length: last - first }, (_, at) => first + at);
  const waiting = move.waiting && { event: move.waiting.event, target: move.waiting.target, byKeys: false, isResized: false };
  const drawn = ghost ?? waiting;
  useCalendarKeys(mayWrite);
  return (
    <>
      <div
        ref={grid}
        className={`${styles.week} ${isOneDay ? styles.oneDay : ''} ${mayWrite ? styles.changeable : ''}`}
        style={{ '--hours': hours.length, '--columns': columns.length } as CSSProperties}
        aria-busy={isBusy || move.isPending}
        {...handlers}
      >
        <div className={styles.clock} aria-hidden>
          {hours.map((hour) => (
            <span key={hour}>{hour}:00</span>
          ))}
        </div>
        <ol className={styles.weekDays}>
          {columns.map(({ day, calendar, name, fullName, whole, timed }, at) => (
            <li key={`${day} ${calendar ?? ''}`} className={styles.column} aria-current={!isOneDay && day === today ? 'date' : undefined}>
              <h2 aria-label={fullName}>{name}</h2>
              <ul className={styles.events}>
                {whole.map((event) => (
                  <li key={event.id}>
                    <EventLink of={event} agendas={agendas} />
                  </li>
                ))}
              </ul>
              <ul className={styles.hours} data-column={at}>
                {timed.map((one) => (
                  <li key={one.event.id} style={place(one, first)} className={drawn?.event?.id === one.event.id ? styles.lifted : undefined} data-event={one.event.id}>
                    <EventLink of={one.event} agendas={agendas} {...(mayWrite && isOurs(one.event) && { hint })} />
                    {mayWrite && isOurs(one.event) && <span className={styles.handle} data-resize aria-hidden />}
                  </li>
                ))}
                {drawn && drawn.target.day === day && (calendar === undefined || calendar === drawn.target.calendar) && (
                  <Drawn of={drawn} first={first} events={events} />
                )}
              </ul>
            </li>
          ))}
        </ol>
      </div>
      {mayWrite && (
        <p id={hint} hidden>
          <Trans>Prem M per moure’l amb les fletxes, o amb Majúscules i les fletxes per canviar quan acaba. Retorn ho desa.</Trans>
        </p>
      )}
      <p className="for-readers" role="status">
        {ghost?.byKeys && <Told of={ghost} agendas={agendas} events={events} />}
      </p>
      {move.asked && <MoveEvent of={move.asked} onConfirm={move.confirm} onClose={move.forget} />}
    </>
  );
}

/** A column for each day, or on one day for each calendar. */
function useColumns(days: string[], events: CalendarEvent[], agendas: Agenda[]): Column[] {
  const { i18n } = useLingui();
  const short = new Intl.DateTimeFormat(i18n.locale, { weekday: 'short', day: 'numeric' });
  const full = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const columnOf = (day: string, own: CalendarEvent[]) => {
    const on = own.filter((event) => isOn(event, day));
    return { day, whole: on.filter(({ all_day: is }) => is), timed: placed(on.filter(({ all_day: is }) => !is), day) };
  };
  const [day = ''] = days;
  if (days.length > 1 || agendas.length < 2) {
    return days.map((each) => ({ ...columnOf(each, events), name: short.format(startOf(each)), fullName: full.format(startOf(each)) }));
  }
  return agendas.map(({ calendar, name }) => ({
    ...columnOf(day, events.filter(({ calendar_id: id }) => id === calendar)),
    calendar,
    name,
    fullName: name,
  }));
}

/** Where what is drawn or moved is to be. What overlaps is in another colour, and says so. */
function Drawn({ of: { event, target }, first, events }: { of: Ghost; first: number; events: CalendarEvent[] }) {
  const others = overlapping(events, target, event?.id);
  const to = Math.min(target.to, 24 * 60);
  return (
    <li className={`${styles.ghost} ${others.length ? styles.clash : ''}`} style={place({ from: target.from, to, lane: 0, lanes: 1 }, first)} aria-hidden>
      {clockOf(target.from)}–{clockOf(target.to)} {event?.title}
      {others.length > 0 && (
        <small>
          <Trans>Se solapa amb «{others[0]?.title}»</Trans>
        </small>
      )}
    </li>
  );
}

/** The same for who does not see it. */
function Told({ of: { event, target }, agendas, events }: { of: Ghost; agendas: Agenda[]; events: CalendarEvent[] }) {
  const { i18n } = useLingui();
  const day = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', day: 'numeric' }).format(startOf(target.day));
  const whose = agendas.length > 1 ? agendas.find(({ calendar }) => calendar === target.calendar)?.name : undefined;
  const [other] = overlapping(events, target, event?.id);
  return (
    <>
      {[whose, day, `${clockOf(target.from)}–${clockOf(target.to)}`].filter(Boolean).join(', ')}
      {other && (
        <>
          . <Trans>Se solapa amb «{other.title}»</Trans>
        </>
      )}
    </>
  );
}

/** Where it stands, for the style sheet: in hours from the first one, and in parts of the width. */
function place({ from, to, lane, lanes }: Pick<Placed, 'from' | 'to' | 'lane' | 'lanes'>, first: number): CSSProperties {
  return { '--from': from / 60 - first, '--long': (to - from) / 60, '--lane': lane, '--lanes': lanes } as CSSProperties;
}
