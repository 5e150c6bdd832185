/** The appointments that come. */
import type { BookableService, CalendarEvent, PersonHours } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useChange } from '~/app/use-change';
import { ButtonLink } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Loading } from '~/ui/loading';
import { Stack } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { NoPeople, NoServices } from './beginning';
import { useAppointments } from './reading';
import { bookings } from './routes';

interface AppointmentsProps {
  people: UseQueryResult<PersonHours[]>;
  services: UseQueryResult<BookableService[]>;
  addPerson: ReactNode;
  addService: ReactNode;
}

export function Appointments({ people, services, addPerson, addService }: AppointmentsProps) {
  if (people.error) return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  if (!people.data) return <Loading lines={8} />;
  if (!people.data.length) return <NoPeople action={addPerson} />;
  if (services.data && !services.data.length) return <NoServices action={addService} />;
  return <Coming people={people.data} />;
}

function Coming({ people }: { people: PersonHours[] }) {
  const { t } = useLingui();
  const { with: chosen } = bookings.route.useSearch();
  const change = useChange();
  const events = useAppointments(people);
  const names = new Map(people.map(({ person_id: id, name }) => [id, name]));
  const columns = useColumns(names);
  const items = (events.data ?? []).filter(({ booking }) => !chosen || booking?.person_id === chosen);
  return (
    <Stack>
      {people.length > 1 && (
        <Filters>
          <ChoiceFilter
            label={t`Amb qui`}
            all={t`Amb tothom`}
            value={chosen}
            onChange={(next) => change({ with: next })}
            options={people.map(({ person_id: value, name: label }) => ({ value, label }))}
          />
        </Filters>
      )}
      <ListView
        list={{ ...events, items }}
        label={t`Cites`}
        columns={columns}
        keyOf={({ id }) => id}
        isFiltered={chosen !== undefined}
        clearFilters={() => change({ with: undefined })}
        empty={
          <Empty
            icon={CalendarCheck}
            title={<Trans>Encara ningú no ha demanat hora</Trans>}
            action={
              <ButtonLink to="." search={(former: object) => ({ ...former, tab: 'services' })}>
                <Trans>Mira els serveis i el seu enllaç</Trans>
              </ButtonLink>
            }
          >
            <p>
              <Trans>Envia l’enllaç d’un servei als clients, posa’l al teu web, o deixa que l’assistent doni hora.</Trans>
            </p>
          </Empty>
        }
      />
    </Stack>
  );
}

function useColumns(names: ReadonlyMap<string, string>): Column<CalendarEvent>[] {
  const { t } = useLingui();
  return [
    { title: t`Quan`, onPhone: 'title', as: 'tight', cell: (one) => <Time of={one} /> },
    { title: t`Servei`, onPhone: 'side', cell: ({ booking }) => booking?.service_name },
    { title: t`Qui ve`, onPhone: 'line', cell: ({ booking }) => booking && <Client of={booking} /> },
    { title: t`Amb qui`, onPhone: 'named', cell: ({ booking }) => booking && (names.get(booking.person_id) ?? booking.person_id) },
    { title: t`Places`, as: 'end', cell: ({ booking }) => booking?.places },
  ];
}

function Time({ of: { id, start } }: { of: CalendarEvent }) {
  return (
    <Link to="/calendar" search={{ id, day: start.slice(0, 10) }}>
      <When at={start} as="moment" />
    </Link>
  );
}

function Client({ of: { contact_id: id, name, phone, email } }: { of: NonNullable<CalendarEvent['booking']> }) {
  return (
    <Named>
      <Link to="/contacts/$id" params={{ id }}>
        {name}
      </Link>
      <small className="quiet">{phone ?? email}</small>
    </Named>
  );
}
