/** The calendar: a week or a month of events. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useMay } from '~/app/use-may';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { Button, IconButton } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter } from '~/ui/filters';
import { Page } from '~/ui/page';
import styles from './calendar.module.css';
import { CreateEvent } from './event-form';
import { DAY, dayOf, daysOf, isOn, plus, plusMonths, startOf } from './days';
import { EventLink } from './event-link';
import { EventPanel } from './event-panel';
import { calendar } from './routes';
import { Week } from './week';

const MOST = 100;
const SHOWN_IN_A_MONTH = 3;

export default function CalendarPage() {
  const { t, i18n } = useLingui();
  const mayWrite = useMay('member');
  const { view = 'week', day: asked, id, new: isNew, name, guest } = calendar.route.useSearch();
  const change = useChange();
  const today = dayOf(new Date());
  const day = asked && DAY.test(asked) && !Number.isNaN(startOf(asked).getTime()) ? dayOf(startOf(asked)) : today;
  const days = daysOf(view, day);
  const events = useEvents(days[0] ?? day, days.at(-1) ?? day);
  const go = (to: string) => change({ day: to === today ? undefined : to });
  const step = (by: 1 | -1) => go(view === 'week' ? plus(day, 7 * by) : plusMonths(day, by));
  const title = new Intl.DateTimeFormat(i18n.locale, { month: 'long', year: 'numeric' }).format(startOf(day));
  const shown = { days, today, events: events.data ?? [], isBusy: events.isPending || events.isPlaceholderData };
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
        <IconButton icon={ChevronLeft} label={view === 'week' ? t`Setmana anterior` : t`Mes anterior`} onClick={() => step(-1)} />
        <IconButton icon={ChevronRight} label={view === 'week' ? t`Setmana següent` : t`Mes següent`} onClick={() => step(1)} />
        <ChoiceFilter
          label={t`Vista`}
          all={t`Setmana`}
          value={view === 'month' ? view : undefined}
          onChange={(next) => change({ view: next })}
          options={[{ value: 'month', label: t`Mes` }]}
        />
      </div>
      {events.error ? (
        <ErrorState error={events.error} retry={() => void events.refetch()} />
      ) : view === 'month' ? (
        <Month {...shown} month={day.slice(0, 7)} />
      ) : (
        <Week {...shown} />
      )}
      {isNew && mayWrite && <CreateEvent day={DAY.test(isNew) ? isNew : today} name={name} guest={guest} onClose={() => change({ new: undefined, name: undefined, guest: undefined })} />}
      {id && <EventPanel key={id} id={id} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

/** Read all events from the first to the last day. */
function useEvents(first: string, last: string) {
  return useRead<CalendarEvent[]>(
    ['calendar.events', first, last],
    async (client) => {
      const found: CalendarEvent[] = [];
      const asked = { from: startOf(first).toISOString(), to: startOf(plus(last, 1)).toISOString(), per_page: MOST };
      for await (const event of client.calendar.events(asked)) found.push(event);
      return found;
    },
    { placeholderData: (former) => former },
  );
}

interface MonthProps {
  days: string[];
  /** `2026-04`: days of other months are quieter. */
  month: string;
  today: string;
  events: CalendarEvent[];
  isBusy: boolean;
}

function Month({ days, month, today, events, isBusy }: MonthProps) {
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
                    <EventLink of={event} />
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
