/** Bookings: the appointments that come, services, and people with their hours. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useMay } from '~/app/use-may';
import { Button } from '~/ui/button';
import { Page } from '~/ui/page';
import { Tabs } from '~/ui/tabs';
import { Appointments } from './appointments';
import { People } from './people';
import { PersonDialog } from './person-dialog';
import { usePeople, useServices } from './reading';
import { bookings } from './routes';
import { ServiceDialog } from './service-dialog';
import { Services } from './services';

/** What `service` and `person` of the address are for one that is made now. */
export const NEW = 'new';

export default function BookingsPage() {
  const { t } = useLingui();
  const { tab, service, person } = bookings.route.useSearch();
  const change = useChange();
  const mayWrite = useMay('member');
  const people = usePeople();
  const services = useServices();
  const close = () => change({ service: undefined, person: undefined });
  const addPerson = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ person: NEW })}>
      <Trans>Afegeix una persona</Trans>
    </Button>
  );
  const addService = mayWrite && (
    <Button look="primary" icon={Plus} onClick={() => change({ service: NEW })}>
      <Trans>Crea un servei</Trans>
    </Button>
  );
  const hasPeople = (people.data?.length ?? 0) > 0;
  const edited = services.data?.find(({ id }) => id === service);
  const editedPerson = people.data?.find(({ person_id: id }) => id === person);
  const isServiceShown = mayWrite && people.data && (edited || service === NEW);
  return (
    <Page
      title={t`Reserves`}
      about={t`Els clients trien hora tots sols en una pàgina teva, o la demanen a l’assistent. Ningú no queda citat dues vegades.`}
      actions={tab === 'people' ? addPerson : hasPeople && addService}
    >
      <Tabs
        label={t`Parts de les reserves`}
        value={tab ?? 'appointments'}
        onChange={(next) => change({ tab: next === 'appointments' ? undefined : next, with: undefined })}
        tabs={[
          { value: 'appointments', label: t`Cites`, content: <Appointments {...{ people, services, addPerson, addService }} /> },
          { value: 'services', label: t`Serveis`, content: <Services {...{ people, services, addPerson, addService, mayWrite }} /> },
          { value: 'people', label: t`Persones i hores`, content: <People {...{ people, addPerson, mayWrite }} /> },
        ]}
      />
      {isServiceShown && <ServiceDialog of={edited} people={people.data} onClose={close} />}
      {mayWrite && (editedPerson || person === NEW) && (
        <PersonDialog of={editedPerson} isFirst={!hasPeople} onClose={close} />
      )}
    </Page>
  );
}
