/** Services: what can be booked, and the page on which anybody does. */
import type { BookableService, PersonHours } from '@bivelio/sdk';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { apiUrl, useEnvironment } from '~/app/environment';
import { useChange } from '~/app/use-change';
import { useWrite } from '~/app/use-write';
import { Badge } from '~/ui/badge';
import { IconButton, TextButton } from '~/ui/button';
import { Confirm } from '~/ui/confirm';
import { CopyButton } from '~/ui/copy-button';
import { ErrorState } from '~/ui/error-state';
import { safeUrl } from '~/ui/links';
import { Loading } from '~/ui/loading';
import { Menu, MenuItem } from '~/ui/menu';
import { None } from '~/ui/none';
import { Row } from '~/ui/page';
import { type Column, Named, Table, TableFrame } from '~/ui/table';
import { NoPeople, NoServices } from './beginning';
import { AGAIN, named } from './reading';

interface ServicesProps {
  people: UseQueryResult<PersonHours[]>;
  services: UseQueryResult<BookableService[]>;
  addPerson: ReactNode;
  addService: ReactNode;
  mayWrite: boolean;
}

export function Services({ people, services, addPerson, addService, mayWrite }: ServicesProps) {
  const { t } = useLingui();
  const [removed, setRemoved] = useState<BookableService>();
  const columns = useColumns(people.data ?? [], mayWrite, setRemoved);
  const error = people.error ?? services.error;
  if (error) return <ErrorState error={error} retry={() => void Promise.all([people.refetch(), services.refetch()])} />;
  if (!people.data || !services.data) return <Loading lines={8} />;
  if (!services.data.length) return people.data.length ? <NoServices action={addService} /> : <NoPeople action={addPerson} />;
  return (
    <>
      <TableFrame>
        <Table label={t`Serveis`} columns={columns} rows={services.data} keyOf={({ id }) => id} />
      </TableFrame>
      {removed && <Remove of={removed} onClose={() => setRemoved(undefined)} />}
    </>
  );
}

function useColumns(people: PersonHours[], mayWrite: boolean, onRemove: (service: BookableService) => void): Column<BookableService>[] {
  const { t } = useLingui();
  const nameOf = (id: string) => people.find(({ person_id }) => person_id === id)?.name ?? id;
  const columns: Column<BookableService>[] = [
    { title: t`Servei`, onPhone: 'title', cell: (one) => <Name of={one} mayWrite={mayWrite} /> },
    { title: t`Durada`, onPhone: 'line', as: 'tight', cell: ({ duration_minutes: minutes }) => <Trans>{minutes} min</Trans> },
    { title: t`Preu`, onPhone: 'line', as: 'tight', cell: ({ price }) => price ?? <None /> },
    { title: t`Qui el fa`, onPhone: 'line', cell: ({ people: ids }) => ids.map(nameOf).join(', ') },
    { title: t`Pàgina per demanar hora`, onPhone: 'line', cell: (one) => <PublicPage of={one} /> },
  ];
  return mayWrite ? [...columns, { title: '', as: 'tight', cell: (one) => <Doing of={one} onRemove={() => onRemove(one)} /> }] : columns;
}

function Name({ of: { id, name, places, active }, mayWrite }: { of: BookableService; mayWrite: boolean }) {
  const { t } = useLingui();
  const change = useChange();
  return (
    <Named>
      {mayWrite ? <TextButton onClick={() => change({ service: id })}>{named(name)}</TextButton> : <strong>{named(name)}</strong>}
      <Row>
        {!active && <Badge tone="quiet">{t`aturat`}</Badge>}
        {places > 1 && (
          <small className="quiet">
            <Plural value={places} one="# plaça" other="# places" />
          </small>
        )}
      </Row>
    </Named>
  );
}

function PublicPage({ of: { url, active } }: { of: BookableService }) {
  const { t } = useLingui();
  const environment = useEnvironment();
  const address = url && safeUrl(url.startsWith('/') ? apiUrl(environment) + url : url);
  if (!address || !active) return <None>{t`no en té`}</None>;
  return (
    <Row>
      <a href={address} target="_blank" rel="noreferrer">
        <Trans>Obre-la</Trans>
      </a>
      <CopyButton text={address} label={t`Copia l’enllaç`} />
    </Row>
  );
}

function Doing({ of: { id, name }, onRemove }: { of: BookableService; onRemove: () => void }) {
  const { t } = useLingui();
  const change = useChange();
  const title = named(name);
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t`Accions de ${title}`} />}>
      <MenuItem icon={Pencil} onSelect={() => change({ service: id })}>
        <Trans>Edita</Trans>
      </MenuItem>
      <MenuItem icon={Trash2} isDanger onSelect={onRemove}>
        <Trans>Treu-lo</Trans>
      </MenuItem>
    </Menu>
  );
}

function Remove({ of: { id, name }, onClose }: { of: BookableService; onClose: () => void }) {
  const { t } = useLingui();
  const title = named(name);
  const remove = useWrite((client) => client.calendar.servicesDelete(id), { again: AGAIN, done: t`S’ha tret «${title}».`, onDone: onClose });
  return (
    <Confirm
      title={t`Vols treure «${title}»?`}
      action={<Trans>Treu-lo</Trans>}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
      isPending={remove.isPending}
    >
      <Trans>Ningú no el podrà demanar més. Les cites que ja hi ha es queden.</Trans>
    </Confirm>
  );
}
