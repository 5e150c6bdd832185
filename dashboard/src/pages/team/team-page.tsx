/** The people of the organisation and who is invited. In live alone: both environments have the same people. */
import type { Person } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { useEnvironment, useSwitch } from '~/app/environment';
import { usePerson } from '~/app/session';
import { useList } from '~/app/use-list';
import { useMay } from '~/app/use-may';
import { Badge } from '~/ui/badge';
import { Button } from '~/ui/button';
import { Email } from '~/ui/email';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { ChangeRole } from './change-role';
import { Invite } from './invite';
import { type Doing, PersonMenu } from './person-menu';
import { RemovePerson } from './remove-person';
import { useRoleNames } from './roles';
import { team } from './routes';

export default function TeamPage() {
  const { t } = useLingui();
  const isSandbox = useEnvironment() === 'sandbox';
  const change = useSwitch();
  const live = (
    <Button look="primary" onClick={() => change('live')}>
      <Trans>Passa a l’entorn real</Trans>
    </Button>
  );
  if (!isSandbox) return <People />;
  return (
    <Page title={t`Equip`}>
      <Empty icon={Users} title={<Trans>L’equip és el mateix als dos entorns</Trans>} action={live}>
        <p>
          <Trans>Des de l’entorn de proves no es pot veure ni canviar.</Trans>
        </p>
      </Empty>
    </Page>
  );
}

function People() {
  const { t } = useLingui();
  const mayInvite = useMay('admin');
  const { page = 1, new: isNew, status } = team.route.useSearch();
  const navigate = team.route.useNavigate();
  const change = (search: object) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...search }) });
  const list = useList(['users.list', { status }], page, (client, at) => client.users.list({ ...at, ...(status && { status }) }));
  const [doing, setDoing] = useState<Doing>();
  const columns = useColumns(setDoing);
  const close = () => setDoing(undefined);
  const invite = mayInvite && (
    <Button look="primary" icon={UserPlus} onClick={() => change({ new: true })}>
      <Trans>Convida algú</Trans>
    </Button>
  );
  return (
    <Page title={t`Equip`} about={t`Qui entra a l’organització i què hi pot fer.`} actions={invite}>
      {mayInvite && (
        <Filters>
          <ChoiceFilter
            label={t`Estat`}
            all={t`Tothom`}
            value={status}
            onChange={(next) => change({ status: next, page: undefined })}
            options={[
              { value: 'active', label: t`Membres` },
              { value: 'invited', label: t`Persones convidades` },
              { value: 'expired', label: t`Invitacions caducades` },
            ]}
          />
        </Filters>
      )}
      <ListView
        list={list}
        label={t`Persones`}
        columns={columns}
        keyOf={({ id }) => id}
        isFiltered={status !== undefined}
        clearFilters={() => change({ status: undefined, page: undefined })}
        empty={<Empty icon={Users} title={<Trans>No hi ha ningú</Trans>} action={invite} />}
      />
      {isNew && mayInvite && <Invite onClose={() => change({ new: undefined })} />}
      {doing?.what === 'role' && <ChangeRole of={doing.person} onClose={close} />}
      {(doing?.what === 'remove' || doing?.what === 'leave') && <RemovePerson of={doing.person} onClose={close} />}
    </Page>
  );
}

function useColumns(onDo: (doing: Doing) => void): Column<Person>[] {
  const { t } = useLingui();
  const roles = useRoleNames();
  return [
    { title: t`Persona`, onPhone: 'title', cell: (person) => <Name of={person} /> },
    { title: t`Rol`, onPhone: 'line', as: 'tight', cell: ({ role }) => roles[role] ?? role },
    { title: t`Estat`, onPhone: 'line', as: 'tight', cell: (person) => <Status of={person} /> },
    { title: t`Segon factor`, as: 'tight', cell: ({ status, mfa_enabled: has }) => (status === 'active' ? has ? t`sí` : t`no` : '–') },
    { title: t`Des de quan`, as: 'tight', cell: (person) => <When at={person.joined_at ?? person.invited_at} /> },
    { title: '', as: 'tight', cell: (person) => <PersonMenu of={person} onDo={onDo} /> },
  ];
}

function Name({ of: { id, name, email } }: { of: Person }) {
  const me = usePerson();
  return (
    <Named>
      <strong>
        {name ?? <Email address={email} />} {id === me.id && <Badge>{<Trans>tu</Trans>}</Badge>}
      </strong>
      {name && <span className="quiet">{email}</span>}
    </Named>
  );
}

function Status({ of: { status, mail, expires_at: until } }: { of: Person }) {
  const { t } = useLingui();
  if (status === 'active') return <Badge tone="good">{t`membre de l’equip`}</Badge>;
  if (status === 'expired') return <Badge tone="quiet">{t`invitació caducada`}</Badge>;
  if (mail === 'refused') return <Badge tone="bad">{t`correu rebutjat`}</Badge>;
  return (
    <Named>
      <Badge tone="busy">{mail === 'pending' ? t`s’està enviant` : t`convidat`}</Badge>
      <small className="quiet">
        <Trans>
          caduca <When at={until} />
        </Trans>
      </small>
    </Named>
  );
}
