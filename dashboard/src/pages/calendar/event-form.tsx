/** The form of an event: a new one, or changing one. */
import type { CalendarEvent, ChangedEvent } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { Source } from '~/app/cache-keys';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, SelectField, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { Beside, Note } from '~/ui/page';
import { TimeField } from '~/ui/time-field';
import { type Agenda, PRIMARY } from './agendas';
import { DAY, dayOf, plus, timeOf } from './days';
import { overlapping, type Target } from './grid';

interface Values extends Record<string, unknown> {
  title: string;
  isWholeDay: boolean;
  day: string;
  from: string;
  lastDay: string;
  to: string;
  location: string;
  attendees: string;
  description: string;
  calendar: string;
}

const AGAIN: Source[] = ['calendar.events', 'calendar.get'];

/** What the form stands in: whose calendars there are, and the events that may be in the way. */
interface Around {
  agendas: Agenda[];
  events: readonly CalendarEvent[];
}

interface CreateProps extends Around {
  day: string;
  hours?: [from: string, to: string];
  calendar?: string | undefined;
  /** Whom it is with, where it is begun at a contact: the name, and the address that is invited. */
  name?: string | undefined;
  guest?: string | undefined;
  onClose: () => void;
}

export function CreateEvent({ day, hours: [from, to] = ['09:00', '10:00'], calendar = PRIMARY, name = '', guest = '', onClose, ...around }: CreateProps) {
  const { t } = useLingui();
  const change = useChange();
  const empty: Values = { title: name, isWholeDay: false, day, from, lastDay: day, to, location: '', attendees: guest, description: '', calendar };
  const form = useForm(
    empty,
    (client, values) => client.calendar.create({ ...timesOf(values), ...filledOf(values), calendar_id: values.calendar, attendees: addressesOf(values.attendees) }),
    {
      again: AGAIN,
      done: ({ title, attendees_notified: isTold }) => (isTold ? t`S’ha creat «${title}» i s’avisa els convidats.` : t`S’ha creat «${title}».`),
      onDone: ({ id }) => change({ new: undefined, from: undefined, to: undefined, in: undefined, name: undefined, guest: undefined, id }),
    },
  );
  return (
    <Dialog title={t`Crea un esdeveniment`} onClose={onClose}>
      <EventForm form={form} onClose={onClose} action={t`Crea’l`} {...around} />
    </Dialog>
  );
}

export function EditEvent({ of: event, onClose, ...around }: Around & { of: CalendarEvent; onClose: () => void }) {
  const { t } = useLingui();
  const { id, title, all_day: isWholeDay, location = '', description = '', attendees, version } = event;
  const [start, end] = [new Date(event.start), new Date(event.end)];
  const former: Values = {
    title,
    isWholeDay,
    day: isWholeDay ? event.start.slice(0, 10) : dayOf(start),
    from: isWholeDay ? '09:00' : timeOf(start),
    lastDay: isWholeDay ? plus(event.end.slice(0, 10), -1) : dayOf(end),
    to: isWholeDay ? '10:00' : timeOf(end),
    location,
    attendees: attendees.map(({ email }) => email).join(', '),
    description,
    calendar: event.calendar_id,
  };
  const form = useForm(
    former,
    (client, values) => {
      const emails = addressesOf(values.attendees);
      const known = (email: string) => attendees.find((one) => one.email === email);
      return client.calendar.update(id, {
        ...timesOf(values),
        title: values.title.trim(),
        location: values.location.trim() || null,
        description: values.description.trim() || null,
        ...(values.calendar !== event.calendar_id && { calendar_id: values.calendar }),
        attendees: emails.map((email) => ({ email, ...(known(email)?.name && { name: known(email)?.name }), ...(known(email)?.optional && { optional: true }) })),
        version,
      });
    },
    { again: AGAIN, done: t`S’han desat els canvis.`, onDone: onClose },
  );
  return <EventForm form={form} onClose={onClose} action={t`Desa`} id={id} {...around} />;
}

/** When it would be, as the grid has it; nothing while a day or a time is none. */
function spanOf({ isWholeDay, day, from, lastDay, to, calendar }: Values): Target {
  const [begins, ends] = [new Date(`${day}T${from}`).getTime(), new Date(`${lastDay || day}T${to}`).getTime()];
  if (isWholeDay || !DAY.test(day) || !(ends > begins)) return { day, calendar, from: 0, to: 0 };
  const [hours = 0, minutes = 0] = from.split(':').map(Number);
  const at = hours * 60 + minutes;
  return { day, calendar, from: at, to: at + (ends - begins) / 60_000 };
}

/** Local times with the reader's time zone, or days, the end being the day after the last. */
function timesOf({ isWholeDay, day, from, lastDay, to }: Values) {
  const last = lastDay || day;
  if (isWholeDay) return { start: day, end: DAY.test(last) ? plus(last, 1) : last };
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { start: `${day}T${from}:00`, end: `${last}T${to}:00`, timezone: timeZone };
}

function filledOf({ title, location, description }: Values) {
  return {
    title: title.trim(),
    ...(location.trim() && { location: location.trim() }),
    ...(description.trim() && { description: description.trim() }),
  };
}

function addressesOf(typed: string): string[] {
  return [...new Set(typed.split(/[,;\s]+/).filter(Boolean))];
}

interface FormProps extends Around {
  id?: string;
  form: ReturnType<typeof useForm<Values, ChangedEvent>>;
  onClose: () => void;
  action: string;
}

function EventForm({ form, onClose, action, id, agendas, events }: FormProps) {
  const { t } = useLingui();
  const { isWholeDay, calendar } = form.values;
  const others = overlapping(events, spanOf(form.values), id);
  const known = agendas.some((one) => one.calendar === calendar) ? agendas : [...agendas, { calendar, name: calendar }];
  return (
    <Form form={form}>
      <TextField label={t`Títol`} {...form.field('title')} />
      <Checkbox label={t`Tot el dia`} name="all_day" value={isWholeDay} onChange={(next) => form.setValues({ ...form.values, isWholeDay: next })} />
      <Beside>
        <TimeField label={t`Comença el dia`} {...form.field('day', 'start')} />
        {!isWholeDay && <TimeField kind="time" label={t`a les`} {...form.field('from', 'start')} />}
      </Beside>
      <Beside>
        <TimeField label={t`Acaba el dia`} {...form.field('lastDay', 'end')} />
        {!isWholeDay && <TimeField kind="time" label={t`fins a les`} {...form.field('to', 'end')} />}
      </Beside>
      {others.length > 0 && (
        <Note tone="warning">{t`Se solapa amb «${others[0]?.title ?? ''}».`}</Note>
      )}
      {known.length > 1 && (
        <SelectField label={t`De qui`} {...form.field('calendar', 'calendar_id')} options={known.map(({ calendar: value, name: label }) => ({ value, label }))} />
      )}
      <TextField label={t`Lloc`} isOptional {...form.field('location')} />
      <TextField label={t`Convidats`} isOptional hint={t`Adreces electròniques, separades per comes. Reben una invitació.`} {...form.field('attendees')} />
      <TextArea label={t`Descripció`} isOptional {...form.field('description')} />
      <FormActions form={form} onCancel={onClose}>{action}</FormActions>
    </Form>
  );
}
