/** People and their hours: who can be booked, when, and which days are closed. */
import type { PersonHours } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useChange } from '~/app/use-change';
import { useWrite } from '~/app/use-write';
import { IconButton, TextButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { ErrorState } from '~/ui/error-state';
import { Loading } from '~/ui/loading';
import { Menu, MenuItem } from '~/ui/menu';
import { None } from '~/ui/none';
import { type Column, Table, TableFrame } from '~/ui/table';
import { When } from '~/ui/when';
import { NoPeople } from './beginning';
import styles from './bookings.module.css';
import { AGAIN } from './reading';
import { written } from '~/ui/spans';
import { useWeekdays, WEEKDAYS } from '~/ui/weekdays';

interface PeopleProps {
  people: UseQueryResult<PersonHours[]>;
  addPerson: ReactNode;
  mayWrite: boolean;
}

export function People({ people, addPerson, mayWrite }: PeopleProps) {
  const { t } = useLingui();
  const [removed, setRemoved] = useState<PersonHours>();
  const columns = useColumns(mayWrite, setRemoved);
  if (people.error) return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  if (!people.data) return <Loading lines={8} />;
  if (!people.data.length) return <NoPeople action={addPerson} />;
  return (
    <>
      <TableFrame>
        <Table label={t`Persones`} columns={columns} rows={people.data} keyOf={({ person_id: id }) => id} />
      </TableFrame>
      {removed && <Remove of={removed} onClose={() => setRemoved(undefined)} />}
    </>
  );
}

function useColumns(mayWrite: boolean, onRemove: (person: PersonHours) => void): Column<PersonHours>[] {
  const { t } = useLingui();
  const columns: Column<PersonHours>[] = [
    { title: t`Nom`, onPhone: 'title', cell: (one) => <Name of={one} mayWrite={mayWrite} /> },
    { title: t`Hores`, onPhone: 'line', cell: (one) => <Week of={one} /> },
    { title: t`Dies diferents`, onPhone: 'line', cell: (one) => <Exceptions of={one} /> },
  ];
  return mayWrite ? [...columns, { title: '', as: 'tight', cell: (one) => <Doing of={one} onRemove={() => onRemove(one)} /> }] : columns;
}

function Name({ of: { person_id: id, name }, mayWrite }: { of: PersonHours; mayWrite: boolean }) {
  const change = useChange();
  return mayWrite ? <TextButton onClick={() => change({ person: id })}>{name}</TextButton> : <strong>{name}</strong>;
}

/** The hours of a week; days in a row with the same hours are one line. */
function Week({ of: { weekly } }: { of: PersonHours }) {
  const { t } = useLingui();
  const names = useWeekdays('short');
  const lines: { from: string; to: string; hours: string }[] = [];
  for (const day of WEEKDAYS) {
    const hours = written(weekly.filter(({ weekday }) => weekday === day));
    const last = lines.at(-1);
    if (last?.hours === hours) last.to = names[day];
    else lines.push({ from: names[day], to: names[day], hours });
  }
  const open = lines.filter(({ hours }) => hours);
  if (!open.length) return <span className="quiet">{t`cap hora`}</span>;
  return (
    <ul className={styles.lines}>
      {open.map(({ from, to, hours }) => (
        <li key={from}>
          {from === to ? from : `${from}–${to}`}: {hours}
        </li>
      ))}
    </ul>
  );
}

function Exceptions({ of: { exceptions, holidays } }: { of: PersonHours }) {
  const { t } = useLingui();
  const today = new Date().toISOString().slice(0, 10);
  const next = exceptions.filter(({ date, until = date }) => until >= today).sort((one, other) => one.date.localeCompare(other.date));
  if (!next.length && !holidays) return <None />;
  return (
    <ul className={styles.lines}>
      {holidays && <li>{holidays === 'ES-CT' ? t`Festius de Catalunya` : t`Festius d’Espanya`}</li>}
      {next.slice(0, 3).map(({ date, until, hours }) => (
        <li key={date}>
          <When at={date} as="day" />
          {until && (
            <>
              –<When at={until} as="day" />
            </>
          )}
          : {written(hours) || t`tancat`}
        </li>
      ))}
    </ul>
  );
}

function Doing({ of: { person_id: id, name }, onRemove }: { of: PersonHours; onRemove: () => void }) {
  const { t } = useLingui();
  const change = useChange();
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${name}`} />}>
      <MenuItem icon={Pencil} onSelect={() => change({ person: id })}>
        <Trans>Edita</Trans>
      </MenuItem>
      <MenuItem icon={Trash2} isDanger onSelect={onRemove}>
        <Trans>Treu-la</Trans>
      </MenuItem>
    </Menu>
  );
}

function Remove({ of: { person_id, name }, onClose }: { of: PersonHours; onClose: () => void }) {
  const { t } = useLingui();
  const remove = useWrite((client) => client.calendar.availabilityDelete({ person_id }), {
    again: AGAIN,
    done: t`S’ha tret «${name}».`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={t`Vols treure «${name}»?`}
      action={<Trans>Treu-la</Trans>}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
      isPending={remove.isPending}
    >
      <Trans>Ningú no hi podrà demanar hora més. Les cites que ja hi ha es queden.</Trans>
    </Confirm>
  );
}
