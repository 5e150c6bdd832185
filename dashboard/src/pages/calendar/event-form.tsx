/** The form of an event: a new one, or changing one. */
import type { CalendarEvent, ChangedEvent } from '@bivelio/sdk';
import { useLingui } from '@lingui/react/macro';
import type { Source } from '~/app/cache-keys';
import { useChange } from '~/app/use-change';
import { useForm } from '~/app/use-form';
import { Dialog } from '~/ui/dialog';
import { Checkbox, TextArea, TextField } from '~/ui/field';
import { Form, FormActions } from '~/ui/form';
import { TimeField } from '~/ui/time-field';
import styles from './calendar.module.css';
import { DAY, dayOf, plus, timeOf } from './days';

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
}

const AGAIN: Source[] = ['calendar.events', 'calendar.get'];

interface CreateEventProps {
  day: string;
  /** Whom it is with, where it is begun at a contact: the name, and the address that is invited. */
  name?: string | undefined;
  guest?: string | undefined;
  onClose: () => void;
}

export function CreateEvent({ day, name = '', guest = '', onClose }: CreateEventProps) {
  const { t } = useLingui();
  const change = useChange();
  const empty: Values = { title: name, isWholeDay: false, day, from: '09:00', lastDay: day, to: '10:00', location: '', attendees: guest, description: '' };
  const form = useForm(
    empty,
    (client, values) => client.calendar.create({ ...timesOf(values), ...filledOf(values), attendees: addressesOf(values.attendees) }),
    {
      again: AGAIN,
      done: ({ title, attendees_notified: isTold }) => (isTold ? t`S’ha creat «${title}» i s’avisa els convidats.` : t`S’ha creat «${title}».`),
      onDone: ({ id }) => change({ new: undefined, name: undefined, guest: undefined, id }),
    },
  );
  return (
    <Dialog title={t`Crea un esdeveniment`} onClose={onClose}>
      <EventForm form={form} onClose={onClose} action={t`Crea’l`} />
    </Dialog>
  );
}

export function EditEvent({ of: event, onClose }: { of: CalendarEvent; onClose: () => void }) {
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
        attendees: emails.map((email) => ({ email, ...(known(email)?.name && { name: known(email)?.name }), ...(known(email)?.optional && { optional: true }) })),
        version,
      });
    },
    { again: AGAIN, done: t`S’han desat els canvis.`, onDone: onClose },
  );
  return <EventForm form={form} onClose={onClose} action={t`Desa`} />;
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

interface FormProps {
  form: ReturnType<typeof useForm<Values, ChangedEvent>>;
  onClose: () => void;
  action: string;
}

function EventForm({ form, onClose, action }: FormProps) {
  const { t } = useLingui();
  const { isWholeDay } = form.values;
  return (
    <Form form={form}>
      <TextField label={t`Títol`} {...form.field('title')} />
      <Checkbox label={t`Tot el dia`} name="all_day" value={isWholeDay} onChange={(next) => form.setValues({ ...form.values, isWholeDay: next })} />
      <div className={styles.two}>
        <TimeField label={t`Comença el dia`} {...form.field('day', 'start')} />
        {!isWholeDay && <TimeField kind="time" label={t`a les`} {...form.field('from', 'start')} />}
        <TimeField label={t`Acaba el dia`} {...form.field('lastDay', 'end')} />
        {!isWholeDay && <TimeField kind="time" label={t`fins a les`} {...form.field('to', 'end')} />}
      </div>
      <TextField label={t`Lloc`} isOptional {...form.field('location')} />
      <TextField label={t`Convidats`} isOptional hint={t`Adreces electròniques, separades per comes. Reben una invitació.`} {...form.field('attendees')} />
      <TextArea label={t`Descripció`} isOptional {...form.field('description')} />
      <FormActions form={form} onCancel={onClose}>{action}</FormActions>
    </Form>
  );
}
