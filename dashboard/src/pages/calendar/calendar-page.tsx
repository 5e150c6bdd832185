/** The calendar: a day with a column for each, a week or a month of events. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { Button, IconButton } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter } from '~/ui/filters';
import { Page } from '~/ui/page';
import { type Agenda, useAgendas, useEvents } from './agendas';
import styles from './calendar.module.css';
import { CreateEvent } from './event-form';
import { DAY, dayOf, daysOf, isOn, plus, plusMonths, startOf } from './days';
import { EventLink } from './event-link';
import { EventPanel } from './event-panel';
import { clockOf, type Target } from './grid';
import { HourGrid } from './hour-grid';
import { calendar } from './routes';

const SHOWN_IN_A_MONTH = 3;
/** What the form of a new event begins with, none of it. */
const NOTHING_NEW = { from: undefined, to: undefined, in: undefined, name: undefined, guest: undefined };
/** 23:59: the form has the end on the day of the start. */
const LAST_MINUTE = 24 * 60 - 1;

export default function CalendarPage() {
  const { t, i18n } = useLingui();
  const mayWrite = useMay('member');
  const { view = 'week', day: asked, who, id, new: isNew, from, to, in: calendarOfNew, name, guest } = calendar.route.useSearch();
  const change = useChange();
  const today = dayOf(new Date());
  const day = asked && DAY.test(asked) && !Number.isNaN(startOf(asked).getTime()) ? dayOf(startOf(asked)) : today;
  const days = daysOf(view, day);
  const agendas = useAgendas();
  const events = useEvents(agendas, days[0] ?? day, days.at(-1) ?? day);
  const chosen = agendas?.filter((one) => !who || who.includes(one.calendar)) ?? [];
  const go = (next: string) => change({ day: next === today ? undefined : next });
  const step = (by: 1 | -1) => go(view === 'month' ? plusMonths(day, by) : plus(day, (view === 'week' ? 7 : 1) * by));
  const title = new Intl.DateTimeFormat(i18n.locale, { month: 'long', year: 'numeric', ...(view === 'day' && { weekday: 'long', day: 'numeric' }) }).format(
    startOf(day),
  );
  const own = events.data?.filter((event) => chosen.some((one) => one.calendar === event.calendar_id)) ?? [];
  const shown = { days, today, events: own, agendas: chosen, isBusy: events.isPending || events.isPlaceholderData };
  const draw = (target: Target) =>
    change({ new: target.day, from: clockOf(target.from), to: clockOf(Math.min(target.to, LAST_MINUTE)), in: target.calendar });
  const steps = { day: [t`Dia anterior`, t`Dia següent`], week: [t`Setmana anterior`, t`Setmana següent`], month: [t`Mes anterior`, t`Mes següent`] }[view];
  return (
    <Page
      title={t`Calendari`}
      about={<span className={styles.title}>{title}</span>}
      actions={
        mayWrite && (
          <Button look="primary" icon={Plus} onClick={() => change({ new: day })}>
            <Trans>Crea un esdeveniment</Trans>
          </Button>
        )
      }
    >
      <div className={styles.bar}>
        <Button onClick={() => go(today)}>
          <Trans>Avui</Trans>
        </Button>
        <IconButton icon={ChevronLeft} label={steps[0] ?? ''} onClick={() => step(-1)} />
        <IconButton icon={ChevronRight} label={steps[1] ?? ''} onClick={() => step(1)} />
        <ChoiceFilter
          label={t`Vista`}
          all={t`Setmana`}
          value={view === 'week' ? undefined : view}
          onChange={(next) => change({ view: next })}
          options={[
            { value: 'day', label: t`Dia` },
            { value: 'month', label: t`Mes` },
          ]}
        />
        {agendas && agendas.length > 1 && <AgendaFilter agendas={agendas} chosen={chosen} onChange={(next) => change({ who: next })} />}
      </div>
      {events.error ? (
        <ErrorState error={events.error} retry={() => void events.refetch()} />
      ) : view === 'month' ? (
        <Month {...shown} month={day.slice(0, 7)} />
      ) : (
        <HourGrid key={view} {...shown} mayWrite={mayWrite} onDraw={draw} />
      )}
      {isNew && mayWrite && (
        <CreateEvent
          day={DAY.test(isNew) ? isNew : today}
          {...(from && to && { hours: [from, to] })}
          calendar={calendarOfNew ?? (chosen.length === 1 ? chosen[0]?.calendar : undefined)}
          agendas={agendas ?? []}
          events={events.data ?? []}
          name={name}
          guest={guest}
          onClose={() => change({ new: undefined, ...NOTHING_NEW })}
        />
      )}
      {id && <EventPanel key={id} id={id} agendas={agendas ?? []} events={events.data ?? []} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

interface AgendaFilterProps {
  agendas: Agenda[];
  chosen: Agenda[];
  /** Gets the calendars to show; undefined for all. */
  onChange: (calendars: string[] | undefined) => void;
}

/** Whose calendars are shown: a switch for each, in its colour. The last one stays. */
function AgendaFilter({ agendas, chosen, onChange }: AgendaFilterProps) {
  const { t } = useLingui();
  const toggle = (one: Agenda) => {
    const next = agendas.filter((each) => chosen.includes(each) !== (each === one));
    if (next.length) onChange(next.length === agendas.length ? undefined : next.map(({ calendar: name }) => name));
  };
  return (
    <div role="group" aria-label={t`De qui`} className={styles.agendas}>
      {agendas.map((one) => (
        <button key={one.calendar} type="button" className={styles.agenda} aria-pressed={chosen.includes(one)} data-colour={one.colour} onClick={() => toggle(one)}>
          {one.name}
        </button>
      ))}
    </div>
  );
}

interface MonthProps {
  days: string[];
  /** `2026-04`: days of other months are quieter. */
  month: string;
  today: string;
  events: CalendarEvent[];
  agendas: Agenda[];
  isBusy: boolean;
}

function Month({ days, month, today, events, agendas, isBusy }: MonthProps) {
  const { i18n } = useLingui();
  const name = new Intl.DateTimeFormat(i18n.locale, { weekday: 'short', day: 'numeric' });
  const full = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const sorted = [...events].sort((one, other) => Number(other.all_day) - Number(one.all_day) || one.start.localeCompare(other.start));
  return (
    <ol className={styles.month} aria-busy={isBusy}>
      {days.map((day) => {
        const own = sorted.filter((event) => isOn(event, day));
        const isOther = !day.startsWith(month);
        return (
          <li key={day} className={`${styles.day} ${isOther ? styles.other : ''} ${own.length ? '' : styles.free}`} aria-current={day === today ? 'date' : undefined}>
            <h2 aria-label={full.format(startOf(day))}>{name.format(startOf(day))}</h2>
            {own.length > 0 && (
              <ul className={styles.events}>
                {own.slice(0, SHOWN_IN_A_MONTH).map((event) => (
                  <li key={event.id}>
                    <EventLink of={event} agendas={agendas} />
                  </li>
                ))}
              </ul>
            )}
            {own.length > SHOWN_IN_A_MONTH && <More day={day} count={own.length - SHOWN_IN_A_MONTH} />}
          </li>
        );
      })}
    </ol>
  );
}

function More({ day, count }: { day: string; count: number }) {
  return (
    <Link to="." search={(former: object) => ({ ...former, view: undefined, day })} className={styles.more}>
      <Trans>{count} més</Trans>
    </Link>
  );
}
