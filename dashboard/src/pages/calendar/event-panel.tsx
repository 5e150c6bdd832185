/** An event at the right of the calendar: when, where, who; changing and cancelling it. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarX2, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '~/app/use-may';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Badge, type Tone } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { Dialog } from '~/ui/dialog';
import { ErrorState } from '~/ui/error-state';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { Facts, Note, Section } from '~/ui/page';
import styles from './calendar.module.css';
import { plus, startOf } from './days';
import type { Agenda } from './agendas';
import { EditEvent } from './event-form';
import { isOurs } from './grid';
import { Invitation } from './invitation';

interface PanelProps {
  id: string;
  agendas: Agenda[];
  events: readonly CalendarEvent[];
  onClose: () => void;
}

export function EventPanel({ id, agendas, events, onClose }: PanelProps) {
  const { t } = useLingui();
  const [isEditing, setEditing] = useState(false);
  const read = useRead<CalendarEvent>(['calendar.get', id], (client) => client.calendar.get(id));
  return (
    <Dialog kind="side" title={read.data?.title ?? t`Esdeveniment`} onClose={onClose}>
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : !read.data ? (
        <Loading />
      ) : isEditing ? (
        <EditEvent of={read.data} agendas={agendas} events={events} onClose={() => setEditing(false)} />
      ) : (
        <Shown of={read.data} agendas={agendas} onEdit={() => setEditing(true)} />
      )}
    </Dialog>
  );
}

function Shown({ of: event, agendas, onEdit }: { of: CalendarEvent; agendas: Agenda[]; onEdit: () => void }) {
  const { t } = useLingui();
  const mayWrite = useMay('member');
  const [isCancelling, setCancelling] = useState(false);
  const when = useTimes(event);
  const href = /^https?:/.test(event.location ?? '') ? safeUrl(event.location) : undefined;
  const isCancelled = event.status === 'cancelled';
  return (
    <>
      {isCancelled && <Badge tone="bad">{t`cancel·lat`}</Badge>}
      {event.invitation && <Invitation of={event} mayAnswer={mayWrite && !isCancelled} />}
      {mayWrite && isOurs(event) && (
        <div className={styles.bar}>
          <Button icon={Pencil} onClick={onEdit}>
            <Trans>Edita</Trans>
          </Button>
          <Button icon={CalendarX2} look="danger" onClick={() => setCancelling(true)}>
            <Trans>Cancel·la l’esdeveniment</Trans>
          </Button>
        </div>
      )}
      <Facts
        facts={[
          [t`Quan`, when],
          [
            t`Lloc`,
            href ? (
              <a href={href} target="_blank" rel="noreferrer">
                {event.location}
              </a>
            ) : (
              event.location
            ),
          ],
          [t`Calendari`, agendas.find(({ calendar }) => calendar === event.calendar_id)?.name ?? event.calendar_id],
          [t`Google Calendar`, event.google_status ?? (event.source === 'google_calendar' ? t`creat allà` : undefined)],
        ]}
      />
      {event.description && <p className={styles.text}>{event.description}</p>}
      {event.attendees.length > 0 && <Attendees of={event} />}
      {event.conflicts && event.conflicts.length > 0 && (
        <Note tone="warning">
          <Trans>S’ha canviat alhora aquí i a Google Calendar; queda el canvi més recent.</Trans>
        </Note>
      )}
      {isCancelling && <CancelEvent of={event} onClose={() => setCancelling(false)} />}
    </>
  );
}

/** From when until when, in a sentence. */
function useTimes({ start, end, all_day: isWholeDay }: CalendarEvent): string {
  const { i18n } = useLingui();
  if (!isWholeDay) return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full', timeStyle: 'short' }).formatRange(new Date(start), new Date(end));
  const last = startOf(plus(end.slice(0, 10), -1));
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full' }).formatRange(startOf(start.slice(0, 10)), last);
}

function Attendees({ of: { attendees } }: { of: CalendarEvent }) {
  const { t } = useLingui();
  const answers: Record<string, [Tone, string]> = {
    accepted: ['good', t`hi anirà`],
    declined: ['bad', t`no hi anirà`],
    tentative: ['warning', t`potser`],
    needs_action: ['quiet', t`no ha respost`],
  };
  return (
    <Section title={t`Convidats`}>
      <ul className={styles.people}>
        {attendees.map(({ email, name, optional, status }) => {
          const [tone, word] = answers[status] ?? ['plain', status];
          return (
            <li key={email}>
              <span>
                {name ?? email} {optional && <span className="quiet">{t`(opcional)`}</span>}
              </span>
              <Badge tone={tone}>{word}</Badge>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function CancelEvent({ of: { id, title, version, attendees }, onClose }: { of: CalendarEvent; onClose: () => void }) {
  const { t } = useLingui();
  const cancel = useWrite((client, event: string) => client.calendar.cancel(event, { version }), {
    again: ['calendar.events', 'calendar.get'],
    done: t`S’ha cancel·lat «${title}».`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t`Cancel·la «${title}»`}
      action={<Trans>Cancel·la l’esdeveniment</Trans>}
      keep={<Trans>No, mantén-lo</Trans>}
      isPending={cancel.isPending}
      onConfirm={() => cancel.mutate(id)}
      onClose={onClose}
    >
      <p>{attendees.length ? <Trans>S’avisarà els convidats que ja no es fa.</Trans> : <Trans>No hi ha ningú convidat: no s’avisa ningú.</Trans>}</p>
    </Confirm>
  );
}
