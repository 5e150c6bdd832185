/** Moving an event on the grid: at once where nobody is invited, else when one has said that they are to be told. */
import type { CalendarEvent } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Source } from '~/app/cache-keys';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { Actions, Dialog } from '~/ui/dialog';
import { clockOf, momentOf, overlapping, type Target, targetOf } from './grid';

const AGAIN: Source[] = ['calendar.events', 'calendar.get'];

export interface Move {
  event: CalendarEvent;
  target: Target;
}

/** What moves events, of which `events` are shown: they may be in the way. */
export function useMove(events: readonly CalendarEvent[]) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<Move>();
  const write = useWrite(
    (client, { event, target }: Move) => {
      const own = targetOf(event);
      const isMoved = target.day !== own.day || target.from !== own.from;
      const isLonger = target.to - target.from !== own.to - own.from;
      return client.calendar.update(event.id, {
        ...(isMoved && { start: momentOf(target.day, target.from).toISOString() }),
        ...(isLonger && { end: momentOf(target.day, target.to).toISOString() }),
        ...(target.calendar && target.calendar !== event.calendar_id && { calendar_id: target.calendar }),
        version: event.version,
      });
    },
    {
      again: AGAIN,
      done: ({ title, overlaps, attendees_notified: isTold }, { event, target }) => {
        const [other] = overlaps ?? overlapping(events, target, event.id);
        if (other) return t`S’ha mogut «${title}». Se solapa amb «${other.title ?? ''}».`;
        return isTold ? t`S’ha mogut «${title}» i s’avisa els convidats.` : t`S’ha mogut «${title}».`;
      },
    },
  );
  const ask = (event: CalendarEvent, target: Target) => {
    const own = targetOf(event);
    if (target.day === own.day && target.from === own.from && target.to === own.to && target.calendar === own.calendar) return;
    if (event.attendees.length) setAsked({ event, target });
    else write.mutate({ event, target });
  };
  const confirm = () => {
    if (asked) write.mutate(asked);
    setAsked(undefined);
  };
  return { ask, asked, confirm, forget: () => setAsked(undefined), isPending: write.isPending, waiting: asked ?? (write.isPending ? write.variables : undefined) };
}

export function MoveEvent({ of: { event, target }, onConfirm, onClose }: { of: Move; onConfirm: () => void; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const day = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full' }).format(momentOf(target.day, target.from));
  const count = event.attendees.length;
  return (
    <Dialog title={t`Mou «${event.title}»`} onClose={onClose}>
      <p>
        {day}, {clockOf(target.from)}–{clockOf(target.to)}
      </p>
      <p>
        <Plural value={count} one="S’avisarà la persona convidada." other="S’avisarà les # persones convidades." />
      </p>
      <Actions>
        <Button onClick={onClose}>
          <Trans>Deixa’l on és</Trans>
        </Button>
        <Button look="primary" onClick={onConfirm} data-first>
          <Trans>Mou-lo i avisa</Trans>
        </Button>
      </Actions>
    </Dialog>
  );
}
