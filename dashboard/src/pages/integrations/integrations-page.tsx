/** The accounts at other services: which there are, whether they work, and the ways to connect and disconnect. */
import type { Connection } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Plug, Plus } from 'lucide-react';
import { useActorName } from '~/app/actors';
import { useChange } from '~/app/use-change';
import { useList } from '~/app/use-list';
import { Button, TextButton } from '~/ui/button';
import { Empty } from '~/ui/empty';
import { ChoiceFilter, Filters } from '~/ui/filters';
import { ListView } from '~/ui/list-view';
import { Page } from '~/ui/page';
import { type Column, Named } from '~/ui/table';
import { When } from '~/ui/when';
import { Complete } from './complete';
import { Connect } from './connect';
import { ConnectionPanel } from './connection-panel';
import { useProviderNames } from './providers';
import { integrations, type Provider, PROVIDERS } from './routes';
import { Status } from './status';

export default function IntegrationsPage() {
  const { t } = useLingui();
  const { page = 1, provider, new: isNew, id, state, code, iss, error } = integrations.route.useSearch();
  const change = useChange();
  const names = useProviderNames();
  const list = useList(['integrations.list', { provider }], page, (client, at) =>
    client.integrations.list({ ...at, ...(provider && { provider }) }),
  );
  const create = (
    <Button look="primary" icon={Plus} onClick={() => change({ new: true })}>
      <Trans>Connecta un compte</Trans>
    </Button>
  );
  return (
    <Page
      title={t`Connexions`}
      about={t`Els teus comptes en altres serveis: per aquí surten els missatges, s’hi sincronitza el calendari i es fan servir eines.`}
      actions={create}
    >
      {state && (code || error) && <Complete state={state} code={code} iss={iss} error={error} />}
      <Filters>
        <ChoiceFilter
          label={t`Servei`}
          all={t`Tots els serveis`}
          value={provider}
          onChange={(next) => change({ provider: next, page: undefined })}
          options={PROVIDERS.map((value) => ({ value, label: names[value] }))}
        />
      </Filters>
      <ListView
        list={list}
        label={t`Connexions`}
        columns={useColumns((next) => change({ id: next }))}
        keyOf={(one) => one.id}
        isFiltered={provider !== undefined}
        clearFilters={() => change({ provider: undefined, page: undefined })}
        empty={
          <Empty icon={Plug} title={<Trans>Encara no hi ha cap connexió</Trans>} action={create}>
            <p>
              <Trans>Connecta el correu per enviar factures i invitacions, o WhatsApp per respondre els clients.</Trans>
            </p>
          </Empty>
        }
      />
      {isNew && <Connect first={provider} onClose={() => change({ new: undefined })} />}
      {id && <ConnectionPanel id={id} onClose={() => change({ id: undefined })} />}
    </Page>
  );
}

/** Of an account of somebody's own: whose it is. */
function Owner({ of: { settings } }: { of: Connection }) {
  return typeof settings.user_id === 'string' ? <OwnerName id={settings.user_id} /> : null;
}

function OwnerName({ id }: { id: string }) {
  const name = useActorName()(id);
  return (
    <span className="quiet">
      <Trans>compte de {name}</Trans>
    </span>
  );
}

function useColumns(open: (id: string) => void): Column<Connection>[] {
  const { t } = useLingui();
  const names = useProviderNames();
  return [
    {
      title: t`Connexió`,
      onPhone: 'title',
      cell: (one) => (
        <Named>
          <TextButton onClick={() => open(one.id)}>{one.account ?? one.name}</TextButton>
          <span className="quiet">{one.name}</span>
          <Owner of={one} />
        </Named>
      ),
    },
    { title: t`Servei`, cell: ({ provider }) => names[provider as Provider] ?? provider },
    { title: t`Estat`, onPhone: 'side', as: 'tight', cell: (one) => <Status of={one} /> },
    { title: t`Provada`, onPhone: 'named', as: 'tight', cell: ({ checked_at: at }) => <When at={at} /> },
    { title: t`Creada`, as: 'tight', cell: ({ created_at: at }) => <When at={at} as="day" /> },
  ];
}
